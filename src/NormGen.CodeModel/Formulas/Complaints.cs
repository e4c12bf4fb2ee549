using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <summary>Collects what stands in the way, each once and on its token.</summary>
internal sealed class Complaints
{
    private readonly List<FormulaComplaint> items = [];

    /// <summary>Set where the compiler itself has an error, or a called formula has a complaint of its own: no graph, but nothing to say here.</summary>
    public bool IsBroken { get; set; }

    public int Count => items.Count;

    public EquatableArray<FormulaComplaint> Items => items.ToEquatableArray();

    public void Add(ComplaintKind kind, Location location, params string[] arguments)
    {
        if (!items.Any(c => c.Location == location && c.Kind == kind)) items.Add(new(kind, location, arguments.ToEquatableArray()));
    }

    /// <summary>Complains about an operation, on the token that names it.</summary>
    public FormulaValue Add(ComplaintKind kind, Term at, string reason, string rewrite = "")
    {
        var token = OperationToken.Of(at.Syntax);
        Add(kind, token.GetLocation(), token.Text, reason, rewrite);
        return FormulaValue.Unknown;
    }

    /// <summary>Complains about a formula whose result no step could follow, and none said why; where the compiler has errors in it, they are why.</summary>
    public void AddUntraced(IMethodSymbol formula, Compilation compilation, CancellationToken token)
    {
        foreach (var place in formula.DeclaringSyntaxReferences.Where(p => compilation.ContainsSyntaxTree(p.SyntaxTree)))
            IsBroken |= compilation.GetSemanticModel(place.SyntaxTree).GetDiagnostics(place.Span, token).Any(d => d.Severity == DiagnosticSeverity.Error);
        if (!IsBroken) Add(ComplaintKind.NotFusable, formula.Locations[0], formula.Name, "its result cannot be followed back to its parameters", "");
    }

    /// <summary>Drops what was added since a count: it is reported elsewhere.</summary>
    public void Forget(int count)
    {
        if (items.Count == count) return;
        items.RemoveRange(count, items.Count - count);
        IsBroken = true;
    }
}
