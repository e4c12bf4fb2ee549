using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3006: libtorch refuses to change a parameter in place while gradients are recorded.</summary>
public sealed class LeafUpdateAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.LeafUpdate,
        "Parameter changed in place outside no_grad",
        "{0} changes the parameter '{1}' while gradients are recorded, which throws: do it inside using (torch.no_grad())",
        RuleCategories.Construction,
        DiagnosticSeverity.Error,
        "A leaf that requires a gradient may not be changed in place while autograd records: the change would be part of the graph. Updates and initializations belong inside no_grad.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverCalls(start, LeafUpdate.Read, LeafUpdate.Updates);
}
