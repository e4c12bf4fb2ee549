using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NormGen.Analyzers;

/// <summary>What one rule looks at in a compilation.</summary>
/// <param name="compilation">The compilation.</param>
/// <param name="token">Stops the work.</param>
internal sealed class RuleStart(Compilation compilation, CancellationToken token)
{
    /// <summary>The compilation.</summary>
    public Compilation Compilation => compilation;

    /// <summary>Stops the work.</summary>
    public CancellationToken CancellationToken => token;

    /// <summary>What looks at types.</summary>
    public List<Action<TypeSite>> Types { get; } = [];

    /// <summary>What looks at calls of methods of a name, and at constructions of classes of that name where it says so.</summary>
    public List<(string Name, bool TakesCreations, Action<NodeSite> Check)> Calls { get; } = [];

    /// <summary>What looks at other syntax.</summary>
    public List<(SyntaxKind Kind, Action<NodeSite> Check)> Nodes { get; } = [];

    /// <summary>Has every class, struct, record and interface looked at.</summary>
    public void OverTypes(Action<TypeSite> check) => Types.Add(check);

    /// <summary>Has every type looked at that has an attribute, or a member with one.</summary>
    public void OverAnnotated(Action<TypeSite> check) => Types.Add(site =>
    {
        if (site.IsAnnotated) check(site);
    });

    /// <summary>Has every call of a method of one of the names looked at.</summary>
    public void OverCalls(IEnumerable<string> names, Action<NodeSite> check) => Calls.AddRange(names.Select(name => (name, false, check)));

    /// <summary>Has every call of a method, and every construction of a class, of one of the names looked at.</summary>
    public void OverCreations(IEnumerable<string> names, Action<NodeSite> check) => Calls.AddRange(names.Select(name => (name, true, check)));

    /// <summary>Has every syntax node of a kind looked at.</summary>
    public void OverNodes(SyntaxKind kind, Action<NodeSite> check) => Nodes.Add((kind, check));
}
