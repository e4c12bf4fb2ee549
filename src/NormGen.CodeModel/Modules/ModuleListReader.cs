using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Reads what a <c>ModuleList</c>, <c>ModuleDict</c> or <c>Sequential</c> holds.</summary>
/// <param name="reader">Reads the items.</param>
/// <param name="source">Operations of the compilation.</param>
internal sealed class ModuleListReader(ModuleTreeReader reader, SourceOperations source)
{
    /// <summary>Adds the items of a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="creations">How it is made.</param>
    /// <param name="added">What is added later.</param>
    public void Read(ModuleNode list, List<Creation> creations, IReadOnlyList<Creation> added)
    {
        var items = creations.Count == 1 ? Items(creations[0]) : null;
        if (items is not null && items.All(item => !item.Item.IsRepeated) && added.All(item => !item.IsRepeated && !item.IsConditional))
        {
            var all = items.Concat(added.Select(item => ((string?)null, item))).ToList();
            for (var i = 0; i < all.Count; i++)
            {
                var (name, item) = all[i];
                reader.ReadModule(list, name ?? i.ToString(System.Globalization.CultureInfo.InvariantCulture), Declared(list, item), [item], null);
            }

            return;
        }

        // Any number of modules of one class: one child stands for all of them.
        if (list.Kind == ModuleKind.List && list.Type is INamedTypeSymbol { TypeArguments: [var element] })
        {
            var made = added.Count > 0 ? added : Find(element, creations);
            reader.ReadModule(list, "*", element, [.. made.Select(item => item with { IsConditional = false })], null);
        }
        else
        {
            reader.Complain(list, $"is a {list.Type.Name} whose items are not known");
        }
    }

    private static ITypeSymbol Declared(ModuleNode list, Creation item)
        => item.Scope.Unwrap(item.Value).Type ?? (list.Type is INamedTypeSymbol { TypeArguments: [var element] } ? element : list.Type);

    /// <summary>The items written in the call that makes the list, with the names given there; null where they are not written out.</summary>
    internal static List<(string? Name, Creation Item)>? Items(Creation creation)
    {
        var arguments = creation.Value switch
        {
            IObjectCreationOperation made => made.Arguments,
            IInvocationOperation call => call.Arguments,
            _ => default,
        };
        if (arguments.IsDefault) return null;
        if (creation.Value is IObjectCreationOperation { Initializer.Initializers: { Length: > 0 } }) return null;
        var items = new List<(string?, Creation)>();
        foreach (var argument in arguments)
        {
            var value = creation.Scope.Unwrap(argument.Value);
            IEnumerable<IOperation>? elements = value switch
            {
                IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
                IArrayCreationOperation { DimensionSizes: [{ ConstantValue.Value: 0 }] } => [],
                ICollectionExpressionOperation collection when !collection.Elements.Any(element => element is ISpreadOperation) => collection.Elements,
                _ when KnownModules.IsModule(value.Type) || value is ITupleOperation => [value],
                _ => null,
            };
            if (elements is null) return null;
            foreach (var element in elements)
            {
                var item = creation.Scope.Unwrap(element);
                if (item is ITupleOperation { Elements: [var key, var module] })
                {
                    if (creation.Scope.FactOf(key).Constant is not string name) return null;
                    items.Add((name, creation with { Value = module }));
                }
                else
                {
                    items.Add((null, creation with { Value = item }));
                }
            }
        }

        return items;
    }

    /// <summary>The places inside the list's arguments, or in the constructor around it, where a module of the element type is made.</summary>
    private List<Creation> Find(ITypeSymbol element, List<Creation> creations)
    {
        var found = new List<Creation>();
        foreach (var creation in creations)
        {
            var root = creation.Value;
            while (root.Parent is not null) root = root.Parent;
            IEnumerable<IOperation> places = creation.Value.Descendants().Concat(root.Descendants());
            foreach (var place in places)
            {
                source.Token.ThrowIfCancellationRequested();
                if (place is IObjectCreationOperation or IInvocationOperation && SymbolEqualityComparer.Default.Equals(place.Type, element)) found.Add(creation with { Value = place, IsRepeated = true });
                if (place == creation.Value && found.Count > 0) break;
            }

            var inside = found.Where(item => creation.Value.Descendants().Contains(item.Value)).ToList();
            if (inside.Count > 0) found = inside;
        }

        return found.GroupBy(item => item.Value).Select(group => group.First()).ToList();
    }
}
