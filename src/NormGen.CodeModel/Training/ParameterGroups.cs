using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Reads the groups that an optimizer is given.</summary>
internal static class ParameterGroups
{
    /// <summary>Whether what an optimizer is given are groups, not parameters.</summary>
    public static bool AreGroups(IOperation parameters) => Element(SingleValues.Bare(parameters).Type) is { } element && IsGroup(element) || Element(parameters.Type) is { } declared && IsGroup(declared);

    /// <summary>The groups in order; null where they are not all seen.</summary>
    public static IReadOnlyList<ParameterGroup>? Read(IOperation parameters, SourceValues values)
    {
        if (!AreGroups(parameters)) return null;
        var groups = Items(parameters, values)?.Select(item => Group(values.Behind(item), values)).ToList();
        return groups is null || groups.Contains(null) ? null : [.. groups.Select(group => group!)];
    }

    /// <summary>The number that a group sets an option to, and whether that is known: known without a number, it takes the optimizer's.</summary>
    public static (double? Value, bool IsKnown) Option(IObjectCreationOperation made, string name, SourceValues values)
    {
        if (made.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "weight_decay") is not null && Set(made, "Options") is null)
        {
            // This constructor sets every option, those that are not written to the defaults of a single optimizer.
            var own = values.Number(made.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value);
            return (own, own is not null);
        }

        var options = made.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "options")?.Value ?? Set(made, "Options");
        if (options is null || SingleValues.Bare(options).ConstantValue is { HasValue: true, Value: null } || options is IDefaultValueOperation) return (null, made.Initializer is null || Set(made, "Options") is null);
        if (values.Behind(options) is not IObjectCreationOperation { Arguments.Length: 0 } written) return (null, false);
        var set = Set(written, name);
        var given = values.Number(set);
        return (given, set is null ? written == SingleValues.Bare(options) : given is not null);
    }

    /// <summary>The groups of an array, a collection, or a list to which some are added.</summary>
    private static IReadOnlyList<IOperation>? Items(IOperation parameters, SourceValues values)
    {
        var made = values.Behind(parameters);
        for (var steps = 0; steps < SourceValues.MostSteps && made is IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList" or "AsEnumerable", ContainingType.Name: "Enumerable" or "List" } } copy; steps++) made = values.Behind(copy.Instance ?? copy.Arguments[0].Value);
        return made switch
        {
            IArrayCreationOperation { Initializer.ElementValues: var elements } => elements,
            ICollectionExpressionOperation { Elements: var elements } when !elements.Any(element => element is ISpreadOperation) => SingleValues.Target(made) is ILocalSymbol list ? With(elements, made, list) : elements,
            IObjectCreationOperation { Arguments.Length: 0 } => (made as IObjectCreationOperation)!.Initializer?.Initializers is { } added && !added.All(add => add is IInvocationOperation { Arguments.Length: 1 }) ? null
                : With([.. (made as IObjectCreationOperation)!.Initializer?.Initializers.Select(add => ((IInvocationOperation)add).Arguments[0].Value) ?? []], made, SingleValues.Target(made) as ILocalSymbol),
            _ => null,
        };
    }

    /// <summary>Items with those that are added to the list in a local; null where it is changed in any other way.</summary>
    private static IReadOnlyList<IOperation>? With(IReadOnlyList<IOperation> items, IOperation made, ILocalSymbol? list)
    {
        if (list is null) return items;
        var all = items.ToList();
        foreach (var use in SingleValues.Root(made).Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, list)))
        {
            if (use.Parent is not IInvocationOperation { Instance: { } instance } call || instance != use) continue;
            if (call is not { TargetMethod.Name: "Add", Arguments: [var item] }) return call.TargetMethod.Name is "ToArray" ? all : null;
            if (SingleValues.Function(call) != SingleValues.Function(made) || TrainingOrder.Common(made, call) is not var (_, _, statement) || !TrainingOrder.IsUnconditional(call, statement)) return null;
            all.Add(item.Value);
        }

        return all;
    }

    private static ParameterGroup? Group(IOperation item, SourceValues values)
    {
        if (item is not IObjectCreationOperation { Type: { } type } made || !IsGroup(type)) return null;
        var (decay, isKnown) = Option(made, "weight_decay", values);
        return new(made, made.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "parameters")?.Value ?? Set(made, "Parameters"), decay, isKnown);
    }

    private static IOperation? Set(IObjectCreationOperation made, string member)
        => made.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(assignment => assignment.Target is IMemberReferenceOperation { Member.Name: var name } && name == member)?.Value;

    private static bool IsGroup(ITypeSymbol type)
    {
        for (var level = type; level is not null; level = level.BaseType!)
        {
            if (level.Name == "ParamGroup" && KnownModules.IsTorchSharp(level)) return true;
        }

        return false;
    }

    private static ITypeSymbol? Element(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var element] } => element,
        _ => null,
    };
}
