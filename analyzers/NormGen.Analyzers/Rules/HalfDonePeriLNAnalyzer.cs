using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;
using NormGen.CodeModel.Words;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1013: a norm on the output of one branch and none on that of another.</summary>
public sealed class HalfDonePeriLNAnalyzer() : ModelAnalyzer(Descriptor, HalfPeriReader.Read, new([new("Norm", "norm"), CompilationWords.Additions], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.HalfDonePeriLN,
        "Half-done Peri-LN",
        "The branch that ends in '{0}' has no norm on its output, the one that ends in '{1}' has: the branch without decides how the stream grows, and the norm on the other one gains nothing",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "Peri-LN has a norm before and behind every branch: what is added to the stream is then bounded by gains. One branch without keeps the growth of Pre-LN. Kim et al., Peri-LN, 2025, arXiv 2502.02732.");
}
