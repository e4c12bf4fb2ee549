using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Modules of a plain array or list that a constructor registers one by one: <c>register_module($"layer{i}", layers[i])</c>.</summary>
internal static class RegisteredItems
{
    /// <summary>The array or list of the class that a registered module stands in, and the items of it that are meant; null where it is none.</summary>
    public static (ISymbol Holder, IReadOnlyList<Creation> Items)? Find(ModuleNode module, Creation registered, ConstructorFacts facts)
    {
        var value = registered.Scope.Unwrap(registered.Value);
        var (list, index) = value switch
        {
            IArrayElementReferenceOperation { Indices: [var at] } element => (element.ArrayReference, at),
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var at], Instance: { } instance } => (instance, at.Value),
            _ => (null, (IOperation?)null),
        };
        if (list is not null)
        {
            if (Members.OfThis(list) is not { } member || ItemsOf(member, facts) is not { Count: > 0 } items) return null;
            var isOne = registered.Scope.FactOf(index).Whole is { } number && number >= 0 && number < items.Count && !items.Any(item => item.IsLoose);
            return (member, isOne ? [items[(int)registered.Scope.FactOf(index).Whole!.Value]] : items);
        }

        // A module in a local that is registered and put into the list.
        var holders = module.Type is INamedTypeSymbol type ? type.OriginalDefinition.GetMembers().Where(member => member is IFieldSymbol or IPropertySymbol) : [];
        foreach (var holder in holders)
        {
            if (ItemsOf(holder, facts)?.FirstOrDefault(item => item.Scope.Unwrap(item.Value) == value) is { } same) return (holder, [same]);
        }

        return null;
    }

    /// <summary>The node that stands for the array or list: nameless, since its items are registered in the class itself.</summary>
    public static ModuleNode ListOf(ModuleNode module, ISymbol holder)
    {
        if (module.ChildrenByMember.TryGetValue(holder, out var known)) return known;
        var list = new ModuleNode(module, "", holder is IFieldSymbol field ? field.Type : ((IPropertySymbol)holder).Type, ModuleKind.List) { Member = holder };
        module.Children.Add(list);
        return module.ChildrenByMember[holder] = list;
    }

    private static IReadOnlyList<Creation>? ItemsOf(ISymbol member, ConstructorFacts facts)
    {
        var made = facts.AssignedTo(member).Concat(facts.AddedTo(member)).ToList();
        return made.Count == 0 ? null : ModuleSequence.Join(made.Select(item => ModuleSequence.Of(item)));
    }
}
