using Microsoft.CodeAnalysis;

namespace NormGen.Analyzers;

/// <summary>A piece of syntax that rules look at. Nothing of it is bound before one of them asks, and then for all.</summary>
/// <param name="file">Its file.</param>
/// <param name="node">The syntax.</param>
internal sealed class NodeSite(FileWalk file, SyntaxNode node)
{
    private readonly Lazy<IOperation?> operation = new(() => file.Model.GetOperation(node, file.CancellationToken), LazyThreadSafetyMode.None);

    /// <summary>The syntax.</summary>
    public SyntaxNode Node => node;

    /// <summary>The semantic model of its file.</summary>
    public SemanticModel SemanticModel => file.Model;

    /// <summary>The compilation.</summary>
    public Compilation Compilation => file.Compilation;

    /// <summary>Stops the work.</summary>
    public CancellationToken CancellationToken => file.CancellationToken;

    /// <summary>Its operation, or null.</summary>
    public IOperation? Operation => operation.Value;

    /// <summary>The type around it; null in a program of statements.</summary>
    public INamedTypeSymbol? ContainingType => file.TypeAround(node);

    /// <summary>The member around it.</summary>
    public ISymbol? ContainingMember
    {
        get
        {
            var symbol = SemanticModel.GetEnclosingSymbol(node.SpanStart, CancellationToken);
            while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction }) symbol = symbol.ContainingSymbol;
            return symbol;
        }
    }

    /// <summary>Reports a finding.</summary>
    public void ReportDiagnostic(Diagnostic diagnostic) => file.Report(diagnostic);

    /// <summary>Reports a finding at a place that others may lead to as well.</summary>
    public void ReportOnce(Diagnostic diagnostic) => file.Report(diagnostic, "", type: null);
}
