using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3017: autograd needs the context again.</summary>
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

    internal override void Start(RuleStart start)
    {
        start.OverCalls(["Dispose"], Check);
        start.OverNodes(SyntaxKind.UsingStatement, Check);
    }

    private void Check(NodeSite site)
    {
        if (site.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Identifier.ValueText: "backward" }) Report(site, operation => DisposedContext.Read(operation, site.ContainingMember));
    }
}
