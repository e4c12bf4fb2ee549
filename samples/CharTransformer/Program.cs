using System.Text;
using CharTransformerSample.Options;
using CharTransformerSample.Running;

Console.OutputEncoding = Encoding.UTF8;
return CommandLine.Invoke(args, SampleRun.Execute);
