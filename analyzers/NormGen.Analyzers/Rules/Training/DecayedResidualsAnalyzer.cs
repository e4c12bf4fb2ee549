using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3019: decay takes residual branches away.</summary>
public sealed class DecayedResidualsAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.DecayedResiduals,
        "Weight decay over numbers of residual branches",
        "{0} decays everything by {1}, also '{2}'{3}, which a residual branch is multiplied by or shifted by: decay pulls the branch towards nothing; give such numbers a group without decay",
        RuleCategories.Construction,
        DiagnosticSeverity.Info,
        "SkipInit, ReZero, LayerScale and Fixup learn how much of each branch is added. Weight decay pulls that to zero, whatever the branch is worth; Fixup's recipe leaves its scalars out. De and Smith, 2020, arXiv 2002.10444; Zhang et al., Fixup, 2019, arXiv 1901.09321.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverOptimizers(start, DecayedResiduals.Read);
}
