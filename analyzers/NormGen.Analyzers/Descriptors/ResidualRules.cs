using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Initialization;

namespace NormGen.Analyzers.Descriptors;

/// <summary>NG0023, NG1020 and NG1021: numbers that scale residual branches.</summary>
internal static class ResidualRules
{
    public static readonly DiagnosticDescriptor ScalarBeforeOutputNorm = Rule.Usage(
        RuleIds.ScalarBeforeOutputNorm,
        "Factor of a branch before its output norm",
        "'{0}' is multiplied by {1} directly before its output norm, which takes any factor away: x + Norm(s · f(x)) = x + Norm(f(x)), and s gets no gradient; scale behind the norm, by [ScaledResidual] or [Sublayer(Scale = ..)]",
        "LayerNorm and RMSNorm of a multiple of a row are those of the row, but for eps and the sign. A factor before an output norm scales nothing and is not trained.");

    public static readonly DiagnosticDescriptor ZeroGateAndZeroLayer = Rule.Create(
        RuleIds.ZeroGateAndZeroLayer,
        "Branch with a zero factor and a zero last layer",
        "The branch of '{0}' never trains: its factor begins at 0, and so does '{1}', which makes its output, so that the gradient of each is 0 for ever; let one of them begin elsewhere",
        RuleCategories.Architecture,
        DiagnosticSeverity.Error,
        "Of x + s · f(x), s has the gradient sum(g · f) and f has s · g. Where both s and f are 0, both gradients are, in every step. SkipInit and ReZero set the factor to 0, Fixup the last layer: one of the two, never both. De and Smith, 2020, arXiv 2002.10444; Zhang et al., Fixup, 2019, arXiv 1901.09321.");

    public static readonly DiagnosticDescriptor ScaledTwice = Rule.Create(
        RuleIds.ScaledTwice,
        "Residual branch made small twice",
        "'{0}' begins smaller by the root of the depth, as in GPT-2, and {1} scales the branch that it makes besides: one of the two is enough",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "A deviation of 0.02 / sqrt(2L) keeps the sum of 2L branches from growing; so does a factor of 1 / sqrt(2L), or a learned one that begins at 0. Both together leave branches that hardly count in the beginning.");

    /// <summary>The diagnostic of a complaint.</summary>
    public static Diagnostic Of(ResidualComplaint complaint) => Finding.Create(
        complaint.Problem switch
        {
            ResidualProblem.ScalarBeforeOutputNorm => ScalarBeforeOutputNorm,
            ResidualProblem.ZeroGateAndZeroLayer => ZeroGateAndZeroLayer,
            _ => ScaledTwice,
        },
        complaint.Location,
        complaint.Problem.ToString(),
        complaint.Arguments,
        [.. complaint.Arguments]);
}
