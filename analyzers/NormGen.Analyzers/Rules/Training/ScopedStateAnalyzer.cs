using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3012: a tensor of a dispose scope is gone when the scope ends.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ScopedStateAnalyzer() : TorchAnalyzer(Rule.Create(
    RuleIds.ScopedState,
    "Optimizer state kept in a dispose scope",
    "'{0}' gets a tensor of the dispose scope that {1}: it is disposed when the scope ends, and the next step reads it; detach it with DetachFromDisposeScope()",
    RuleCategories.Construction,
    DiagnosticSeverity.Warning,
    "A dispose scope owns every tensor that is made while it is open. What has to outlive it must be detached or moved out. OptimizerHelper._step opens a scope around each step."))
{
    private protected override void Start(CompilationStartAnalysisContext start)
        => OverOperations(start, static (operation, _, _) => ScopedState.Read(operation), OperationKind.SimpleAssignment);
}
