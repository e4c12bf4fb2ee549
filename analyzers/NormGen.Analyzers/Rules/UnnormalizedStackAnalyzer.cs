using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;
using NormGen.CodeModel.Words;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1027: each branch makes the stream larger, and nothing makes it smaller.</summary>
public sealed class UnnormalizedStackAnalyzer() : ModelAnalyzer(Descriptor, UnnormalizedStackReader.Read, new([new("ModuleList", "Sequential")], [CompilationWords.Additions]))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.UnnormalizedStack,
        "Deep residual stack without norms",
        "The {1} residual branches of '{0}' have no norm, no factor and the first values of their layers: where each adds a times its input, the output is up to (1 + a)^{1} times as large; norms, or [ScaledResidual], keep it bounded",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "A stack of n branches is a sum over all paths through them, C(n, k) of length k. Without norms, and with branches added as they are, it grows exponentially with depth; a factor of 1/n or 1/sqrt(n), a learned one that begins at 0, or a last layer of zeros bounds it. Dherin and Munn, 2025, arXiv 2510.03470.");
}
