using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG1025: batch norms tell contrastive samples from the data by the statistics of their batch.</summary>
public sealed class ContrastiveBatchNormAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.ContrastiveBatchNorm,
        "BatchNorm over clean and contrastive batches apart",
        "The loss sets what '{0}' makes of '{1}' against what it makes of '{2}', and '{3}' normalizes each by its own statistics: they tell the batches apart here, and in evaluation both get the same ones; put the norms into eval(), call once over both joined, or use a norm over features or groups",
        RuleCategories.Architecture,
        DiagnosticSeverity.Hidden,
        "In training, BatchNorm takes mean and variance of the batch of one call, which tell the data from [ContrastiveBatch] samples without looking at an example; its running statistics mix both. Yin et al., Dual Adversarial Training, 2025, arXiv 2510.13872, train with frozen statistics; Xie et al., 2020, arXiv 1911.09665.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverCalls(start, ContrastiveBatchNorm.Read, ["call", "forward"], ContrastiveBatchNorm.MayBeIn);
}
