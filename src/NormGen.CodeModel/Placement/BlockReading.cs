using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>What the readers of one block share: the class, its attribute, and the list of complaints.</summary>
internal sealed class BlockReading(INamedTypeSymbol block, AttributeData attribute, PlacementKind kind, Compilation compilation, CancellationToken token)
{
    private readonly List<PlacementComplaint> complaints = [];

    /// <summary>The annotated class.</summary>
    public INamedTypeSymbol Block => block;

    /// <summary>Its placement attribute.</summary>
    public AttributeData Attribute => attribute;

    /// <summary>Which one that is.</summary>
    public PlacementKind Kind => kind;

    /// <summary>Where the class stands.</summary>
    public Compilation Compilation => compilation;

    /// <summary>Stops the work.</summary>
    public CancellationToken Token => token;

    /// <summary>What was found so far.</summary>
    public EquatableArray<PlacementComplaint> Complaints => complaints.ToEquatableArray();

    /// <summary>Whether any of it stops generation.</summary>
    public bool HasErrors => IsBroken || complaints.Any(c => c.Problem is not (PlacementProblem.NotFused or PlacementProblem.ScheduleDegenerate));

    /// <summary>Set where a type could not be found: nothing can be generated, and the compiler has said why.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The files whose bodies of methods were read.</summary>
    public ImmutableArray<SyntaxTree> Bodies { get; private set; } = [];

    /// <summary>The name of the block in messages.</summary>
    public string BlockName => block.Name;

    /// <summary>The class's name in the part that carries the attribute, or in its first part.</summary>
    public Location BlockLocation => block.Locations.FirstOrDefault(l => l.IsInSource) ?? Location.None;

    /// <summary>Notes files whose bodies of methods were read.</summary>
    public void AddBodies(IEnumerable<SyntaxTree> files) => Bodies = [.. Bodies.Union(files)];

    /// <summary>Notes a complaint.</summary>
    public void Complain(PlacementProblem problem, Location? location, params string[] arguments)
        => complaints.Add(new(problem, location ?? BlockLocation, arguments.ToEquatableArray()));

    /// <summary>Where a symbol of the user is declared.</summary>
    public static Location? PlaceOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(l => l.IsInSource);

    /// <summary>Where an attribute is written.</summary>
    public Location? PlaceOf(AttributeData data) => data.ApplicationSyntaxReference is { } place ? Location.Create(place.SyntaxTree, place.Span) : null;

    /// <summary>Where the value of a named argument is written, or the first value without a name; else the whole attribute.</summary>
    public Location? PlaceOf(AttributeData data, string? argument)
    {
        var arguments = (data.ApplicationSyntaxReference?.GetSyntax(token) as AttributeSyntax)?.ArgumentList?.Arguments;
        return arguments?.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == argument)?.Expression.GetLocation() ?? PlaceOf(data);
    }

    /// <summary>Whether generated code inside the block may use a symbol.</summary>
    public bool CanUse(ISymbol symbol) => compilation.IsSymbolAccessibleWithin(symbol, block);
}
