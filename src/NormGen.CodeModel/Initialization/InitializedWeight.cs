using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Initialization;

/// <summary>A call in a constructor that gives a parameter its first values.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Call">The call: <c>nn.init.normal_(down.weight, 0, 0.02)</c>, <c>down.weight.zero_()</c>.</param>
/// <param name="Start">The constant it is filled with, or null for random numbers.</param>
internal sealed record InitializedWeight(ParameterNode Parameter, IInvocationOperation Call, double? Start);
