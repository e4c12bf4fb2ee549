using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Registration;

/// <summary>Finds modules and parameters that a module class keeps in a list, array or dictionary, where <c>RegisterComponents</c> does not look, and that nothing else registers.</summary>
public static class PlainCollection
{
    /// <summary>Reads a module class; the sentence needs the member, its type and the class to use. The kind is that of the collection.</summary>
    public static IEnumerable<Observation> Read(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        if (type.DeclaringSyntaxReferences.IsEmpty) yield break;
        var members = type.GetMembers().Where(member => Held(member) is not null).ToList();
        if (members.Count == 0 || Registers(type, token)) yield break;
        var source = new SourceOperations(compilation, token);
        var uses = CollectionUses.Read(type, members, source);
        foreach (var member in members)
        {
            var (held, collection) = Held(member)!.Value;
            if (uses.Made(member) is not { Count: > 0 } items || !items.All(item => Counts(item, source)) || member.Locations is not [{ IsInSource: true } place, ..]) continue;
            yield return new(place, member.Name, Shown(member, held, collection), Better(held, collection)) { Kind = collection };
        }
    }

    /// <summary>What a field or an auto-property holds, and in which kind of collection; null for anything else.</summary>
    private static (ITypeSymbol Held, string Collection)? Held(ISymbol member)
    {
        if (member.IsStatic || member.IsImplicitlyDeclared) return null;
        var type = member switch { IFieldSymbol field => field.Type, IPropertySymbol { IsIndexer: false } property when Members.IsAuto(property) => property.Type, _ => null };
        var (held, collection) = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => (array.ElementType, "array"),
            INamedTypeSymbol { Name: "List" or "IList" or "IReadOnlyList", TypeArguments: [var item], ContainingNamespace.Name: "Generic" } => (item, "list"),
            INamedTypeSymbol { Name: "Dictionary" or "IDictionary" or "IReadOnlyDictionary", TypeArguments: [_, var item], ContainingNamespace.Name: "Generic" } => (item, "dictionary"),
            _ => (null, ""),
        };
        return KnownModules.IsModule(held) || KnownModules.IsParameter(held) ? (held!, collection) : null;
    }

    /// <summary>Whether the class registers anything one by one, or takes walks over its parameters into its own hands: then the items may be in them.</summary>
    private static bool Registers(INamedTypeSymbol type, CancellationToken token)
        => !RegistrationCalls.DerivesFromModule(type)
            || RegistrationCalls.Levels(type).Any(level => level.GetMembers().Any(member => member.IsOverride && member.Name is "parameters" or "named_parameters" or "named_children" or "children" or "train" or "_to" or "RegisterComponents" or "state_dict"))
            || RegistrationCalls.Names(type, token).Any(RegistrationCalls.IsSingle);

    private static bool Counts(IOperation item, SourceOperations source) => item.Type is { } type && (KnownModules.IsParameter(type) || Registrable.Matters(type, source));

    private static string Shown(ISymbol member, ITypeSymbol held, string collection) => collection == "array" ? $"{held.Name}[]" : (member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type).Name;

    private static string Better(ITypeSymbol held, string collection) => (KnownModules.IsParameter(held), collection) switch
    {
        (true, "dictionary") => "ParameterDict",
        (true, _) => "ParameterList",
        (_, "dictionary") => "ModuleDict",
        _ => "ModuleList",
    };
}
