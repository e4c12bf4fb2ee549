using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3011: groups that decay alike need not be split.</summary>
public sealed class SplitDecayAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.SplitDecay,
        "Split parameter groups decay alike",
        "All {0} groups have a weight decay of {1}: {2}",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "A group without options takes those of the optimizer. The constructor of a group that takes numbers sets all of them, those that are not written to the defaults, so that those of the optimizer reach it no more.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverOptimizers(start, SplitDecay.Read);
}
