using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1018: what a class computes by five operations is one kernel.</summary>
public sealed class HandWrittenRMSNormAnalyzer() : ModelAnalyzer(Descriptor, HandWrittenNormReader.Read, new([new("sqrt")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.HandWrittenRMSNorm,
        "Hand-written RMSNorm",
        "'{0}' computes RMSNorm with single operations, which one kernel does at once",
        RuleCategories.Architecture,
        DiagnosticSeverity.Hidden,
        "The same formula as one kernel forward and one backward, with the statistic of the last axis, eps and the rounding where they stand.");
}
