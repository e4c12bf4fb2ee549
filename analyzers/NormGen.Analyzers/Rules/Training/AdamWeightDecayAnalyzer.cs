using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3020: Adam adds the decay to the gradient.</summary>
public sealed class AdamWeightDecayAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.AdamWeightDecay,
        "Adam with weight decay",
        "{0} adds weight_decay: {1} to the gradient and divides the sum by its running size: weights with large gradients decay least; AdamW decays the weights themselves",
        RuleCategories.Construction,
        DiagnosticSeverity.Info,
        "L2 regularization and weight decay are the same for plain gradient descent only. Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, arXiv 1711.05101.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverOptimizers(start, static (operation, compilation, token) => CoupledDecay.Read(operation, static name => name == "Adam", compilation, token));
}
