using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3030: tensors of a step wait for the garbage collector.</summary>
public sealed class UnscopedLoopAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.UnscopedLoop,
        "Training loop outside any dispose scope",
        "The tensors of each step wait for the garbage collector, which does not see how much memory they hold: open torch.NewDisposeScope() in the loop",
        RuleCategories.Construction,
        DiagnosticSeverity.Hidden,
        "A Tensor is a small object for the garbage collector, whatever it holds outside. A dispose scope around each step frees its tensors at once.");

    private static readonly ImmutableArray<SyntaxKind> Loops = [SyntaxKind.ForStatement, SyntaxKind.ForEachStatement, SyntaxKind.ForEachVariableStatement, SyntaxKind.WhileStatement, SyntaxKind.DoStatement];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    // By loops, not by the calls in them: a loop has one finding however many losses it goes back from.
    internal override void Start(RuleStart start)
    {
        foreach (var kind in Loops) start.OverNodes(kind, Check);
    }

    private void Check(NodeSite site)
    {
        if (UnscopedLoop.Backward(site.Node) is { } call && site.SemanticModel.GetOperation(call, site.CancellationToken) is { } operation && UnscopedLoop.Read(operation) is { } observation) site.ReportDiagnostic(Of(observation));
    }
}
