using Microsoft.CodeAnalysis;
using NormGen.CodeModel.SelfNormalizing;

namespace NormGen.Analyzers.Descriptors;

/// <summary>NG0025, NG0026, NG1022 and NG1023: nets of SELU layers.</summary>
internal static class SelfNormalizingRules
{
    private const string Paper = "Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017, arXiv 1706.02515.";

    public static readonly DiagnosticDescriptor Misuse = Rule.Usage(
        RuleIds.SelfNormalizingMisuse,
        "[SelfNormalizing] cannot work here",
        "[SelfNormalizing] cannot work on '{0}': {1}",
        "[SelfNormalizing] generates InitializeSelfNormalizing, to be called in every constructor behind the layers and before RegisterComponents, and forward where it is declared without a body, over Linear and convolutional members.");

    public static readonly DiagnosticDescriptor NotSelfNormalizing = Rule.Usage(
        RuleIds.NotSelfNormalizing,
        "Step takes mean zero and variance one away",
        "{0} between the layers of '{1}' is not self-normalizing: {2}",
        "SELU drives activations to mean zero and variance one only where nothing else between the layers changes them: no other activation, no norm, no sum that is not divided by the root of two. " + Paper);

    public static readonly DiagnosticDescriptor Dropout = Rule.Create(
        RuleIds.DropoutOfAnotherActivation,
        "Dropout of another activation",
        "'{0}' stands behind '{1}': {2}",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "Dropout sets units to zero, the low limit of ReLU; alpha dropout sets them to the low limit of SELU, -1.7581, and restores mean and variance. Behind SELU, dropout of 0.05 makes the variance 1.05 a layer. " + Paper);

    public static readonly DiagnosticDescriptor Initialization = Rule.Create(
        RuleIds.SeluWithoutLeCun,
        "SELU layers without LeCun initialization",
        "The layers of '{0}' before SELU begin with {1}: activations leave mean zero and variance one with every layer; call torch.nn.init.lecun_normal_(..), or mark the class [SelfNormalizing]",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "SELU's fixed point needs weights of variance 1 / fan_in and zero biases. Behind 32 layers of width 256 the variance is 1.01 with them, 1e-6 with torch's default and 222 with He's. " + Paper);

    /// <summary>The diagnostic of a complaint about the class itself.</summary>
    public static Diagnostic Of(SelfNormalizingComplaint complaint) => Finding.Create(Misuse, complaint.Location, "", [], complaint.Subject, complaint.Reason);

    /// <summary>The diagnostic of a finding.</summary>
    public static Diagnostic Of(SeluFinding finding, INamedTypeSymbol type) => finding.Problem switch
    {
        SeluProblem.OrdinaryDropout => Create(Dropout, finding, finding.Name, finding.Other, "it sets units to 0, which shifts the mean and raises the variance of SELU's activations; use alpha dropout, with the same probability or a smaller one"),
        SeluProblem.AlphaDropoutElsewhere => Create(Dropout, finding, finding.Name, finding.Other, "it sets units to -1.7581, the low limit of SELU, and rescales by SELU's moments; use ordinary dropout"),
        SeluProblem.OtherActivation => Create(NotSelfNormalizing, finding, $"'{finding.Name}'", type.Name, "only SELU has its fixed point at mean zero and variance one"),
        SeluProblem.Norm => Create(NotSelfNormalizing, finding, $"'{finding.Name}'", type.Name, "SELU makes the norm superfluous, and the norm hides what SELU does; leave one of them out"),
        SeluProblem.Residual => Create(NotSelfNormalizing, finding, finding.Name, type.Name, "the variance of a sum of two activations is 2; divide it by Math.Sqrt(2)"),
        _ => Create(Initialization, finding, finding.Name, finding.Other),
    };

    private static Diagnostic Create(DiagnosticDescriptor rule, SeluFinding finding, params object[] message) => Finding.Create(rule, finding.Location, finding.Problem.ToString(), [], message);
}
