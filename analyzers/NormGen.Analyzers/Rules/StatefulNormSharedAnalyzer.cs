using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1005: running statistics of two places describe neither.</summary>
public sealed class StatefulNormSharedAnalyzer() : ModelAnalyzer(Descriptor, SharedNormReader.Read, new([new("BatchNorm", "UnifiedNorm", "PowerNorm")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.StatefulNormShared,
        "Norm with running statistics used at two places",
        "'{0}' is used at more than one place of this forward: the running statistics of one {1} then mix several distributions, and evaluation normalizes each place by what fits none; make one for each place",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "BatchNorm, UnifiedNorm and PowerNorm keep running statistics of what they normalize and use them in evaluation, the latter two in the backward pass as well. Two places have two distributions.");
}
