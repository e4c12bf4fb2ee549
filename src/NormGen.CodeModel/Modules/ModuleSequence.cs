using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Resolves an array, list or query of modules in a constructor to its items.</summary>
internal static class ModuleSequence
{
    /// <summary>The items in order, or null where an expression hides some.</summary>
    /// <param name="sequence">The expression: a collection, one module, or a name and a module.</param>
    /// <param name="depth">How many expressions deep it may still look.</param>
    public static IReadOnlyList<Creation>? Of(Creation sequence, int depth = 12)
    {
        if (depth == 0) return null;
        switch (Bare(sequence.Value))
        {
            case ILocalReferenceOperation { Local: var local } when !KnownModules.IsModule(local.Type):
                return Join([sequence.Scope.ValueOf(local) is { } given ? Inner(given) : [], .. sequence.Scope.ItemsOf(local).Select(item => Of(item, depth - 1))]);
            case IArrayCreationOperation array:
                return array.Initializer is null ? [] : Join(array.Initializer.ElementValues.Select(Inner));
            case ICollectionExpressionOperation collection:
                return Join(collection.Elements.Select(element => Inner(element is ISpreadOperation spread ? spread.Operand : element)));
            case IObjectCreationOperation made when !KnownModules.IsModule(made.Type):
                var start = made.Arguments.Where(argument => argument.Value.Type is { SpecialType: SpecialType.None }).Select(argument => Inner(argument.Value));
                var listed = made.Initializer?.Initializers.OfType<IInvocationOperation>().Select(add => add.Arguments is [var item] ? Inner(item.Value) : null) ?? [];
                return Join(start.Concat(listed));
            case IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" or "AsEnumerable" or "ToImmutableArray" or "Cast" } copy:
                return Inner(copy.Instance ?? copy.Arguments[0].Value);
            case IInvocationOperation { TargetMethod.Name: "Concat" or "Append" or "Prepend", Arguments: [var first, var second] } joined:
                return joined.TargetMethod.Name == "Prepend" ? Join([Inner(second.Value), Inner(first.Value)]) : Join([Inner(first.Value), Inner(second.Value)]);
            case IInvocationOperation { TargetMethod.Name: "Select", Arguments: [_, var selector] } when Bare(selector.Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body: var body } }:
                return Join(body.Descendants().OfType<IReturnOperation>().Where(result => result.ReturnedValue is not null).Select(result => Of(sequence with { Value = result.ReturnedValue!, IsRepeated = true }, depth - 1)));
            case ITupleOperation { Elements: [var key, var module] } when sequence.Scope.Pattern(key) is { } name:
                return [sequence with { Value = module, Name = name }];
            case var member when Members.OfThis(member) is { } symbol && !KnownModules.IsModule(member.Type) && sequence.Scope.Members is { } members:
                return Join(members.AssignedTo(symbol).Concat(members.AddedTo(symbol)).Select(item => Of(item, depth - 1)));
            case var single when KnownModules.IsModule(single.Type):
                return [sequence];
            default:
                return null;
        }

        IReadOnlyList<Creation>? Inner(IOperation value) => Of(sequence with { Value = value }, depth - 1);
    }

    /// <summary>An expression without conversions and parentheses; unlike <see cref="ConstructorScope.Unwrap"/>, locals stay.</summary>
    public static IOperation Bare(IOperation operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation or IArgumentOperation) operation = operation.ChildOperations.First();
        return operation;
    }

    /// <summary>All items of several parts, or null where one is not known.</summary>
    public static IReadOnlyList<Creation>? Join(IEnumerable<IReadOnlyList<Creation>?> parts)
    {
        var all = parts.ToList();
        return all.Contains(null) ? null : [.. all.SelectMany(part => part!)];
    }
}
