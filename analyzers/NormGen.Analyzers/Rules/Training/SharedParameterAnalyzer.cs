using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3004: every step updates a parameter once for each group it stands in.</summary>
public sealed class SharedParameterAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.SharedParameter,
        "Parameter in two groups",
        "{0} stands in groups {1} and {2}: every step updates it twice",
        RuleCategories.Construction,
        DiagnosticSeverity.Error,
        "Optimizers of TorchSharp go through their groups one by one and do not look whether a parameter has been there before; PyTorch refuses such groups.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverOptimizers(start, SharedParameter.Read);
}
