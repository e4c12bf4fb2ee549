using System.Text;
using LaboratorySample;
using LaboratorySample.Options;
using NormLabSample;

Console.OutputEncoding = Encoding.UTF8;
return CommandLine.Invoke(NormLaboratory.Lab, args, LabRun.Execute);
