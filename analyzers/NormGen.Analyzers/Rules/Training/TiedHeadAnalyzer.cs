using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3021: a table that also makes the output has two roles, and an optimizer over the model takes one without saying so. (NG0020 says it of classes with <c>[Optimizer]</c>.)</summary>
public sealed class TiedHeadAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.TiedHead,
        "Tied head with an undecided role",
        "'{0}' is the table of an embedding and also makes the output: {1} goes by module types and takes it for an embedding, so that no head gets its momentum; give the roles, or state one with [ParameterRole] under [Optimizer]",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "SCALE normalizes an embedding by columns and the head by rows, with momentum on the head alone. Of a tied table both could be meant, and the paper's momentum is for the layer whose gradients vary most, the output. Glentis, Li, Han and Hong, 2025, arXiv 2506.16659.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverOptimizers(start, TiedHeadReader.Read);
}
