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
        var all = ModuleSequence.Join([items, .. added.Select(item => ModuleSequence.Of(item))]);
        if (all is not null && !all.Any(item => item.IsLoose))
        {
            for (var i = 0; i < all.Count; i++) Add(list, all[i], Number(i));
            return;
        }

        if (all is { Count: > 0 } && (list.Kind == ModuleKind.Sequential || AreMixed(all)))
        {
            AddLoose(list, all);
        }
        else if (list.Kind == ModuleKind.List && list.Type is INamedTypeSymbol { TypeArguments: [var element] })
        {
            // Any number of modules of one class: one child stands for all of them.
            var made = all is { Count: > 0 } ? all : added.Count > 0 ? added : Find(element, creations);
            reader.ReadModule(list, made.Select(item => item.Name).Distinct().ToList() is [{ } name] ? name : "*", element, [.. made.Select(item => item with { IsConditional = false })], null);
        }
        else
        {
            reader.Complain(list, $"is a {list.Type.Name} whose items are not known");
        }
    }

    /// <summary>Items of which some are made any number of times: those before them have the number of their place, those after them are counted from the end, among items with parameters.</summary>
    private void AddLoose(ModuleNode list, IReadOnlyList<Creation> all)
    {
        var loose = all.Select((item, index) => (item, index)).Where(pair => pair.item.IsLoose).Select(pair => pair.index).ToList();
        var (first, last) = (loose[0], loose[loose.Count - 1]);
        for (var i = 0; i <= last; i++) Add(list, all[i], i < first ? Number(i) : "*");
        var (fromEnd, place) = (1, list.Children.Count);
        for (var i = all.Count - 1; i > last; i--)
        {
            var node = Add(list, all[i], "^" + Number(fromEnd));
            if (node.SelfAndDescendants().Any(HasParameters)) fromEnd++;
        }

        list.Children.Reverse(place, list.Children.Count - place);
    }

    private ModuleNode Add(ModuleNode list, Creation item, string name) => reader.ReadModule(list, item.Name ?? name, Declared(list, item), [item], null);

    private static bool HasParameters(ModuleNode node) => node.Parameters.Count > 0 || node.Kind is ModuleKind.Unknown or ModuleKind.Composite or ModuleKind.ParameterList;

    private static bool AreMixed(IReadOnlyList<Creation> items) => items.Select(item => item.Scope.Unwrap(item.Value).Type).Distinct<ITypeSymbol?>(SymbolEqualityComparer.Default).Count() > 1;

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ITypeSymbol Declared(ModuleNode list, Creation item)
        => item.Scope.Unwrap(item.Value).Type ?? (list.Type is INamedTypeSymbol { TypeArguments: [var element] } ? element : list.Type);

    /// <summary>The items that the call gets that makes the list; null where some are not known.</summary>
    internal static IReadOnlyList<Creation>? Items(Creation made) => ItemsOf(new(made.Value, made.Scope, false, false));

    private static IReadOnlyList<Creation>? ItemsOf(Creation creation) => creation.Value switch
    {
        IObjectCreationOperation made => ModuleSequence.Join([.. made.Arguments.Select(argument => ModuleSequence.Of(creation with { Value = argument.Value })), .. made.Initializer?.Initializers.Select(initializer => Initial(creation, initializer)) ?? []]),
        IInvocationOperation call => ModuleSequence.Join(call.Arguments.Select(argument => ModuleSequence.Of(creation with { Value = argument.Value }))),
        _ => null,
    };

    private static IReadOnlyList<Creation>? Initial(Creation creation, IOperation initializer)
        => initializer is IInvocationOperation { Arguments: [.., var item] } add ? ModuleSequence.Of(creation with { Value = item.Value, Name = add.Arguments is [var key, _] ? creation.Scope.Pattern(key.Value) : null }) : null;

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
