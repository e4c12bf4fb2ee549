using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Advice;

namespace NormGen.Analyzers.Descriptors;

/// <summary>NG4001 to NG4003: formulas that compute well on paper and badly in floating point.</summary>
internal static class AdviceRules
{
    public static readonly DiagnosticDescriptor VarianceByDifference = Advice(
        RuleIds.VarianceByDifference,
        "Variance as a difference of two means",
        "'{0}' takes the square of a mean from a mean of squares: where the mean is large beside the deviation, what is left is rounding, and it can be negative; use var(.., unbiased: false), which takes the mean off first",
        "E[x²] - E[x]² loses about as many digits as (mean / deviation)² has: in float32 all of them where the mean is some 4000 deviations. Chan, Golub and LeVeque, Algorithms for Computing the Sample Variance, 1983.");

    public static readonly DiagnosticDescriptor ZeroWithoutEps = Advice(
        RuleIds.ZeroWithoutEps,
        "Logarithm or reciprocal root of a value that can be zero",
        "'{0}' is {1} {2}, because nothing keeps it from zero; write {3}",
        "Rows of zeros occur (padding, dead units, gradients of unused rows), and so do rows of equal numbers. One infinity or NaN there reaches every parameter in one step.");

    public static readonly DiagnosticDescriptor SoftmaxWithoutMaximum = Advice(
        RuleIds.SoftmaxWithoutMaximum,
        "Softmax without the row's maximum",
        "'{0}' is infinite for arguments above 88 in float32, and {1} is made of it without the row's maximum taken off first; write {2}",
        "Taking the row's maximum off changes neither a softmax nor its gradient and keeps every exponential at most 1. Blanchard, Higham and Higham, Accurately Computing the Log-Sum-Exp and Softmax Functions, 2021.");

    /// <summary>The diagnostic of a finding.</summary>
    public static Diagnostic Of(FormulaAdvice advice) => Finding.Create(
        advice.Kind switch
        {
            AdviceKind.VarianceByDifference => VarianceByDifference,
            AdviceKind.ZeroWithoutEps => ZeroWithoutEps,
            _ => SoftmaxWithoutMaximum,
        },
        advice.Location,
        advice.Kind.ToString(),
        advice.Arguments,
        [.. advice.Arguments]);

    private static DiagnosticDescriptor Advice(string id, string title, string message, string description) => Rule.Create(id, title, message, RuleCategories.Advice, DiagnosticSeverity.Info, description);
}
