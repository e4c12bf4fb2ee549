using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG1024: behind BatchNorm, no example has a gradient of its own.</summary>
public sealed class PerExampleBatchNormAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Off(
        RuleIds.PerExampleBatchNorm,
        "BatchNorm under gradients of single examples",
        "The loss of one example, of a batch that went through '{0}' in training, depends on all of them: '{1}' normalizes by what the batch has in common, so that its gradient is no example's own; call eval() before, or use a norm over features or groups",
        RuleCategories.Architecture,
        "Scores of single examples and clipping for privacy need the gradient of each example. BatchNorm in training takes mean and variance over the batch, and every output depends on every input. Paul et al., Deep Learning on a Data Diet, 2021, arXiv 2107.07075; Abadi et al., 2016, arXiv 1607.00133.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverCalls(start, PerExampleBatchNorm.Read, ["backward"]);
}
