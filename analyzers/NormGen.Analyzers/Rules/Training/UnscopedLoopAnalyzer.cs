using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3030: tensors of a step wait for the garbage collector.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnscopedLoopAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.UnscopedLoop,
        "Training loop outside any dispose scope",
        "The tensors of each step wait for the garbage collector, which does not see how much memory they hold: open torch.NewDisposeScope() in the loop",
        RuleCategories.Construction,
        DiagnosticSeverity.Hidden,
        "A Tensor is a small object for the garbage collector, whatever it holds outside. A dispose scope around each step frees its tensors at once.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    // By loops, not by the calls in them: an editor offers a fix only for what stands at the node that was looked at.
    private protected override void Start(CompilationStartAnalysisContext start) => start.RegisterSyntaxNodeAction(
        context =>
        {
            if (UnscopedLoop.Backward(context.Node) is { } call && context.SemanticModel.GetOperation(call, context.CancellationToken) is { } operation && UnscopedLoop.Read(operation) is { } observation) context.ReportDiagnostic(Of(observation));
        },
        SyntaxKind.ForStatement,
        SyntaxKind.ForEachStatement,
        SyntaxKind.ForEachVariableStatement,
        SyntaxKind.WhileStatement,
        SyntaxKind.DoStatement);
}
