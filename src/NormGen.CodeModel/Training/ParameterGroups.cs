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
    public static IReadOnlyList<ParameterGroup>? Read(IOperation parameters, SourceOperations source)
    {
        if (!AreGroups(parameters)) return null;
        IReadOnlyList<IOperation>? items = SingleValues.Behind(parameters) switch
        {
            IArrayCreationOperation { Initializer.ElementValues: var elements } => elements,
            ICollectionExpressionOperation { Elements: var elements } when !elements.Any(element => element is ISpreadOperation) => elements,
            IObjectCreationOperation { Arguments.Length: 0, Initializer.Initializers: var added } when added.All(add => add is IInvocationOperation { Arguments.Length: 1 }) => [.. added.Select(add => ((IInvocationOperation)add).Arguments[0].Value)],
            _ => null,
        };
        var groups = items?.Select(item => Group(SingleValues.Behind(item), source)).ToList();
        return groups is null || groups.Contains(null) ? null : [.. groups.Select(group => group!)];
    }

    private static ParameterGroup? Group(IOperation item, SourceOperations source)
    {
        if (item is not IObjectCreationOperation { Type: { } type } made || !IsGroup(type)) return null;
        var parameters = made.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "parameters")?.Value ?? Set(made, "Parameters");
        var options = made.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "options")?.Value ?? Set(made, "Options");
        if (made.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "weight_decay") is { } own && Set(made, "Options") is null)
        {
            // This constructor sets every option, those that are not written to the defaults of a single optimizer.
            var decay = SingleValues.Number(own.Value, source);
            return new(made, parameters, decay, decay is not null);
        }

        if (options is null || SingleValues.Bare(options).ConstantValue is { HasValue: true, Value: null } || options is IDefaultValueOperation) return new(made, parameters, null, made.Initializer is null || Set(made, "Options") is null);
        if (SingleValues.Behind(options) is not IObjectCreationOperation { Arguments.Length: 0 } written) return new(made, parameters, null, false);
        var set = Set(written, "weight_decay");
        var given = SingleValues.Number(set, source);
        return new(made, parameters, given, set is null ? written == SingleValues.Bare(options) : given is not null);
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
