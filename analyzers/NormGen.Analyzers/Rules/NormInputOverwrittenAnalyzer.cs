using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1004: backward needs what a norm took as its input.</summary>
public sealed class NormInputOverwrittenAnalyzer() : ModelAnalyzer(Descriptor, OverwrittenInputReader.Read, new([new("_(", "inplace"), new("Norm", "norm")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.NormInputOverwritten,
        "Input of a norm is overwritten",
        "'{0}' overwrites the tensor that '{1}' took, and that its backward pass needs: backward throws; write it out of place, or normalize a clone",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "A norm keeps its input for its backward pass. A change in place makes autograd throw 'one of the variables needed for gradient computation has been modified by an inplace operation'. In place on a norm's output is fine.");
}
