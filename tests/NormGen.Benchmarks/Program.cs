return NormGen.Benchmarks.CommandLine.Run(args);
