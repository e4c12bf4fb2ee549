using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Modules;

/// <summary>What the constructors of one class, and of its bases, put into its members.</summary>
internal sealed class ConstructorFacts
{
    private readonly Dictionary<ISymbol, List<Creation>> assigned = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<Creation>> added = new(SymbolEqualityComparer.Default);

    /// <summary>Explicit registrations, in order.</summary>
    public List<Registration> Registrations { get; } = [];

    /// <summary>Replaced parameters of submodules, in order.</summary>
    public List<Replacement> Replacements { get; } = [];

    /// <summary>The values of a field or property.</summary>
    public IReadOnlyList<Creation> AssignedTo(ISymbol member) => assigned.TryGetValue(member, out var values) ? values : [];

    /// <summary>The items added to the list in a field or property.</summary>
    public IReadOnlyList<Creation> AddedTo(ISymbol member) => added.TryGetValue(member, out var values) ? values : [];

    /// <summary>Notes a value of a member.</summary>
    public void Assign(ISymbol member, Creation value) => Note(assigned, member, value);

    /// <summary>Notes an item of a list in a member.</summary>
    public void Add(ISymbol member, Creation item) => Note(added, member, item);

    private static void Note(Dictionary<ISymbol, List<Creation>> notes, ISymbol member, Creation value)
    {
        if (!notes.TryGetValue(member, out var values)) notes[member] = values = [];
        values.Add(value);
    }
}
