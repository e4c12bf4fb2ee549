using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3017: autograd needs the context again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DisposedContextAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.DisposedContext,
        "Custom backward disposes its context",
        "'{0}' belongs to autograd, which runs '{1}' again for a retained graph: do not dispose it in backward",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "The context of a custom function lives as long as the node of the graph, which releases it. Disposed in backward, a second backward over a retained graph finds nothing saved, and an exception in a backward ends the process.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    private protected override void Start(CompilationStartAnalysisContext start)
        => start.RegisterSyntaxNodeAction(
            context =>
            {
                if (context.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Identifier.ValueText: "backward" } && (context.Node is UsingStatementSyntax || CreationName.Of(context.Node) == "Dispose")) Report(context, operation => DisposedContext.Read(operation, context.ContainingSymbol));
            },
            SyntaxKind.InvocationExpression,
            SyntaxKind.UsingStatement);
}
