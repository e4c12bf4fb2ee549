using System.Text;
using LaboratorySample;
using LaboratorySample.Options;
using OptimizerLabSample;

Console.OutputEncoding = Encoding.UTF8;
return CommandLine.Invoke(OptimizerLaboratory.Lab, args, LabRun.Execute);
