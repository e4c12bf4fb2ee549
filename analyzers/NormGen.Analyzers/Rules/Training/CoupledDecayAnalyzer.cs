using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3018: decay that is part of the gradient is divided by its size.</summary>
public sealed class CoupledDecayAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.CoupledDecay,
        "Weight decay divided by the size of the gradient",
        "{0} adds weight_decay: {1} to the gradient and divides the sum by its running size: weights with large gradients decay least; decay them apart from the gradient, as AdamW does",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "L2 regularization and weight decay are the same for plain gradient descent only. Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, arXiv 1711.05101.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverOptimizers(start, static (operation, compilation, token) => CoupledDecay.Read(operation, CoupledDecay.IsNormalizing, compilation, token));
}
