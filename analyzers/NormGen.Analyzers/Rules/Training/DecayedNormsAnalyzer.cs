using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3015: gains of norms have no reason to be near zero.</summary>
public sealed class DecayedNormsAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.DecayedNorms,
        "Weight decay over norms and biases",
        "{0} decays everything by {1}, also '{2}'{3}: gains and biases have no reason to be near zero; give them a group without decay",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "Weight decay limits the size of matrices. The gain of a norm and a bias are of another kind: pulled to zero they only work against the loss. GPT, BERT and their kin are trained with such parameters in a group without decay.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverOptimizers(start, DecayedNorms.Read);
}
