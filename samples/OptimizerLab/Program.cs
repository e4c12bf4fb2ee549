using System.Text;
using OptimizerLabSample;
using OptimizerLabSample.Options;

Console.OutputEncoding = Encoding.UTF8;
return CommandLine.Invoke(args, LabRun.Execute);
