using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Modules;

namespace NormGen.Analyzers;

/// <summary>One walk over a file, for all rules that are on in it.</summary>
/// <param name="rules">The rules.</param>
/// <param name="context">The file.</param>
internal sealed class FileWalk(FileRules rules, SemanticModelAnalysisContext context)
{
    private readonly Dictionary<SyntaxNode, INamedTypeSymbol?> types = [];
    private readonly HashSet<(string Id, Location Place, string Message)> reported = [];
    private readonly RuleFailures failures = new();

    /// <summary>Its semantic model.</summary>
    public SemanticModel Model => context.SemanticModel;

    /// <summary>The compilation.</summary>
    public Compilation Compilation => context.SemanticModel.Compilation;

    /// <summary>Stops the work.</summary>
    public CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>Goes over the file.</summary>
    /// <param name="isOff">Whether a rule is off in it.</param>
    /// <exception cref="AggregateException">Rules threw; the others have said all they have to say.</exception>
    public void Run(Func<FileRule, bool> isOff)
    {
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var node in Model.SyntaxTree.GetRoot(CancellationToken).DescendantNodes(Enters))
        {
            switch (node)
            {
                case TypeDeclarationSyntax when TypeAround(node) is { } type && seen.Add(type):
                    CancellationToken.ThrowIfCancellationRequested();
                    var site = new TypeSite(this, type);
                    foreach (var (rule, check) in rules.Types)
                    {
                        if (!isOff(rule) && !failures.Has(rule)) failures.Watch(rule, check, site);
                    }

                    break;
                case InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax when CreationName.Of(node) is { } name && rules.Calls.TryGetValue(name, out var calls):
                    Run(node, calls.Where(call => call.TakesCreations || node is InvocationExpressionSyntax).Select(call => (call.Rule, call.Check)), isOff);
                    break;
            }

            if (rules.Nodes.TryGetValue(node.RawKind, out var checks)) Run(node, checks, isOff);
        }

        failures.Throw();
    }

    /// <summary>The type in whose declaration a node stands, or which it declares.</summary>
    public INamedTypeSymbol? TypeAround(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration) return null;
        if (!types.TryGetValue(declaration, out var type)) types[declaration] = type = Model.GetDeclaredSymbol(declaration, CancellationToken) as INamedTypeSymbol;
        return type;
    }

    /// <summary>Reports a finding.</summary>
    public void Report(Diagnostic diagnostic) => context.ReportDiagnostic(diagnostic);

    /// <summary>Reports a finding that another file, or another type of this one, may lead to as well.</summary>
    /// <param name="diagnostic">The finding.</param>
    /// <param name="message">What it says; empty where one finding of the rule at that place is enough.</param>
    /// <param name="type">The type of which it tells.</param>
    public void Report(Diagnostic diagnostic, string message, INamedTypeSymbol? type)
    {
        // What stands in another part of the type is found again there, where an editor shows it.
        if (diagnostic.Location.SourceTree is { } other && other != Model.SyntaxTree && type?.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == other) == true) return;
        var finding = (diagnostic.Id, diagnostic.Location, message);
        if (reported.Add(finding) && rules.Owners.GetOrAdd(finding, Model.SyntaxTree) == Model.SyntaxTree) context.ReportDiagnostic(diagnostic);
    }

    private void Run(SyntaxNode node, IEnumerable<(FileRule Rule, Action<NodeSite> Check)> checks, Func<FileRule, bool> isOff)
    {
        CancellationToken.ThrowIfCancellationRequested();
        NodeSite? site = null;
        foreach (var (rule, check) in checks)
        {
            if (!isOff(rule) && !failures.Has(rule)) failures.Watch(rule, check, site ??= new NodeSite(this, node));
        }
    }

    // No call that a rule looks at stands in them.
    private static bool Enters(SyntaxNode node) => node is not (AttributeListSyntax or UsingDirectiveSyntax or ParameterListSyntax or TypeParameterListSyntax);
}
