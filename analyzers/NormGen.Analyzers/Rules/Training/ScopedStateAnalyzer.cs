using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3012: a tensor of a dispose scope is gone when the scope ends.</summary>
public sealed class ScopedStateAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.ScopedState,
        "Optimizer state kept in a dispose scope",
        "'{0}' gets a tensor of the dispose scope that {1}: it is disposed when the scope ends, and the next step reads it; detach it with DetachFromDisposeScope()",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "A dispose scope owns every tensor that is made while it is open. What has to outlive it must be detached or moved out. OptimizerHelper._step opens a scope around each step.");

    private static readonly ConditionalWeakTable<SyntaxNode, StrongBox<bool>> Known = new();

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => start.OverNodes(SyntaxKind.SimpleAssignmentExpression, site =>
        {
            if (((AssignmentExpressionSyntax)site.Node).Right is InvocationExpressionSyntax or BinaryExpressionSyntax or ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax && site.Node.FirstAncestorOrSelf<ClassDeclarationSyntax>() is { BaseList: not null } owner && OpensScope(owner))
                Report(site, operation => ScopedState.Read(operation, site.Compilation, site.CancellationToken));
        });

    // Most classes with a base open no scope; which do is asked once for each.
    private static bool OpensScope(ClassDeclarationSyntax owner) => Known.GetValue(owner, static declaration => new(declaration.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => CreationName.Of(call) is "_step" or "NewDisposeScope"))).Value;
}
