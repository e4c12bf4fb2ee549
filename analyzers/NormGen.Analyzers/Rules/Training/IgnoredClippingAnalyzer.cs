using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3031: what scales all gradients alike cancels.</summary>
public sealed class IgnoredClippingAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.IgnoredClipping,
        "Clipping or loss scaling without effect",
        "{0} has no effect on matrices: {1} divides each gradient by its size",
        RuleCategories.Construction,
        DiagnosticSeverity.Hidden,
        "An update that depends on the direction of the gradient alone is the same for any positive multiple of it.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverCalls(start, IgnoredClipping.Read, ["clip_grad_norm_", "backward"]);
}
