using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG4010: the derivative of a rounding is zero.</summary>
public sealed class RoundingWithoutGradientAnalyzer() : ModelAnalyzer(Descriptor, RoundingReader.Read, new([], [new("round(", "floor(", "ceil(", "trunc(", "fix(", "sign(", "sgn(", "round_(", "floor_(", "sign_(")]))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.RoundingWithoutGradient,
        "Rounding that no gradient passes",
        "All gradients of '{1}' would have to pass '{0}', whose derivative is zero: it never trains; let them go straight through, as x + ({0}(x) - x).detach() does",
        RuleCategories.Advice,
        DiagnosticSeverity.Info,
        "round, floor, ceil, trunc and sign are constant between their steps. A parameter that acts through one alone gets no gradient. Bengio, Leonard and Courville, Estimating or Propagating Gradients Through Stochastic Neurons, 2013, arXiv 1308.3432.");
}
