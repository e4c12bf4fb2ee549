using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Some or all parameters of a model or of one of its modules: <c>net.encoder.parameters()</c>, <c>net.named_parameters().Where(..).Select(p => p.parameter)</c>.</summary>
/// <param name="Model">The local, field or parameter that holds the model.</param>
/// <param name="Path">The members that lead from it to the module.</param>
/// <param name="Module">The module's expression.</param>
/// <param name="Conditions">What the parameters have to meet.</param>
internal sealed record ParameterSelection(ISymbol Model, IReadOnlyList<ISymbol> Path, IOperation Module, IReadOnlyList<IAnonymousFunctionOperation> Conditions)
{
    /// <summary>The expression that holds the model.</summary>
    public IOperation Root { get; init; } = Module;

    /// <summary>The module as it is written.</summary>
    public string Text => Module.Syntax.ToString();

    /// <summary>Reads an expression; null where it is anything else.</summary>
    public static ParameterSelection? Of(IOperation parameters, SourceValues values)
    {
        var conditions = new List<IAnonymousFunctionOperation>();
        var steps = 0;
        for (var value = values.Behind(parameters); steps++ < SourceValues.MostSteps && value is IInvocationOperation { TargetMethod: var method } call;)
        {
            switch (method.Name)
            {
                case "parameters" or "named_parameters" when call.Instance is { } module && KnownModules.IsModule(method.ContainingType) && call.Arguments.All(argument => argument.ArgumentKind == ArgumentKind.DefaultValue):
                    return At(module, conditions, values);
                case "Where" when call.Arguments is [var list, { Value: var predicate }] && Lambda(predicate) is { Symbol.Parameters.Length: 1 } condition:
                    conditions.Add(condition);
                    value = values.Behind(list.Value);
                    break;
                case "Select" when call.Arguments is [var list, { Value: var selector }] && Lambda(selector) is { Body.Operations: [IReturnOperation { ReturnedValue: IFieldReferenceOperation { Field.Name: "parameter" or "Item2" } }] }:
                    value = values.Behind(list.Value);
                    break;
                case "ToList" or "ToArray" or "AsEnumerable" when call.Arguments is [var list]:
                    value = values.Behind(list.Value);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The modules and parameters of the selected module, where its class stands in source.</summary>
    public static ModuleTree? Tree(ParameterSelection selection, SourceValues values) => TrainedModel.Tree(selection.Module, values);

    /// <summary>Which parameters of the whole model are certainly selected; null where the path or a condition cannot be followed.</summary>
    /// <param name="model">The model.</param>
    public Func<ParameterNode, bool>? In(ModuleTree model)
    {
        var module = model.Root;
        foreach (var member in Path)
        {
            if (!module.ChildrenByMember.TryGetValue(member.OriginalDefinition, out module!)) return null;
        }

        // Names that a condition sees begin at the module whose named_parameters() is asked.
        if (module.Parent is not null && Conditions.Count > 0) return null;
        return parameter => IsWithin(parameter.Owner) && Conditions.All(condition => NamePredicate.Holds(condition, parameter) == true);

        bool IsWithin(ModuleNode? owner)
        {
            for (; owner is not null; owner = owner.Parent)
            {
                if (owner == module) return true;
            }

            return false;
        }
    }

    private static ParameterSelection? At(IOperation module, IReadOnlyList<IAnonymousFunctionOperation> conditions, SourceValues values)
    {
        var path = new List<ISymbol>();
        for (var place = SingleValues.Bare(module); ;)
        {
            if (SingleValues.Symbol(place) is not null) place = values.Named(place);
            if (SingleValues.Symbol(place) is { } model) return new(model, path, module, conditions) { Root = place };
            if (place is not IMemberReferenceOperation { Instance: { } owner, Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } member || !KnownModules.IsModule(owner.Type)) return null;
            path.Insert(0, member.Member);
            place = SingleValues.Bare(owner);
        }
    }

    private static IAnonymousFunctionOperation? Lambda(IOperation value) => SingleValues.Bare(value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } ? lambda : null;
}
