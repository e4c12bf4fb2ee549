using Microsoft.CodeAnalysis;

namespace NormGen.Analyzers.Descriptors;

/// <summary>NG0040 to NG0046: conversions of Pre-LN models, and norms that fold.</summary>
internal static class ConversionRules
{
    public static readonly DiagnosticDescriptor Blocked = Rule.Usage(
        RuleIds.ConversionBlocked,
        "Pre-LN model cannot be converted",
        "'{0}' cannot become a {1} model: {2}",
        "A Pre-LN model becomes a Pre-RMSNorm or Pre-CRMSNorm one without changing its function only if every reader of its residual stream is a LayerNorm and all that writes it can be recentred. Jiang, Gu, Zhu and Pan, 2023, arXiv 2305.14858.");

    public static readonly DiagnosticDescriptor Misused = Rule.Usage(
        RuleIds.ConversionMisused,
        "No Pre-LN model to convert",
        "[{0}] cannot work on '{1}': {2}",
        "[PreRMSNorm] and [CRMSNorm] stand on the class of a whole model, whose forward leads from embeddings through residual branches to the last norm and the head.");

    public static readonly DiagnosticDescriptor TrainsDifferently = Rule.Create(
        RuleIds.ConversionTrainsDifferently,
        "Training after the conversion is another",
        "'{0}' is converted for inference alone, and WithRecentring is not generated: {1}",
        RuleCategories.Usage,
        DiagnosticSeverity.Warning,
        "Dropout of elements on the stream breaks its mean of zero while the model trains, so that a Pre-RMSNorm model with it learns something else than the Pre-LN one (deviations of 0.9 in the logits were measured). Evaluation is the same. Jiang, Gu, Zhu and Pan, 2023, arXiv 2305.14858.");

    public static readonly DiagnosticDescriptor NormReadingRule = Rule.Usage(
        RuleIds.RecentringUnderNormReadingRule,
        "Optimizer reads the norm of recentred weights",
        "{0} reads the norm of a weight, and that of a recentred weight is another than the Pre-LN model's: '{1}' cannot be trained by it as its Pre-LN form would be",
        "A projection around the update follows the Pre-LN training only for rules that go by the gradient. AdamP, SGDP, Adafactor and GradNormLoRP read the weight's norm. Jiang, Gu, Zhu and Pan, 2023, arXiv 2305.14858.");

    public static readonly DiagnosticDescriptor Convertible = Rule.Create(
        RuleIds.Convertible,
        "LayerNorm convertible to RMSNorm",
        "'{0}' is a Pre-LN model whose LayerNorms can become RMSNorm without changing its function: [PreRMSNorm] generates the conversion",
        RuleCategories.Usage,
        DiagnosticSeverity.Hidden,
        "Every reader of the model's residual stream is a LayerNorm and all that writes it can be recentred: with a stream of mean zero LayerNorm is RMSNorm, one row reduction instead of two. Jiang, Gu, Zhu and Pan, 2023, arXiv 2305.14858.");

    public static readonly DiagnosticDescriptor NormStays = Rule.Create(
        RuleIds.NormStays,
        "Norm does not fold",
        "'{0}' stays a norm in inference: {1}",
        RuleCategories.Usage,
        DiagnosticSeverity.Warning,
        "A norm that is a constant scale and shift in evaluation goes into the layer behind or before it only where that is exact. A shift in front of a convolution that pads with zeros is not: the padding would have to be shifted too.");

    public static readonly DiagnosticDescriptor NothingFolds = Rule.Usage(
        RuleIds.NothingFolds,
        "No norm of the class folds",
        "[FoldNormalization] cannot work on '{0}': {1}",
        "[FoldNormalization] stands on a model class whose forward can be followed and that has a norm which is a constant scale and shift in evaluation, or a norm with a gain in front of Linears.");
}
