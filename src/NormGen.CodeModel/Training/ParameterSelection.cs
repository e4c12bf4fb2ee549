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
    /// <summary>The module as it is written.</summary>
    public string Text => Module.Syntax.ToString();

    /// <summary>Reads an expression; null where it is anything else.</summary>
    public static ParameterSelection? Of(IOperation parameters)
    {
        var conditions = new List<IAnonymousFunctionOperation>();
        for (var value = SingleValues.Behind(parameters); value is IInvocationOperation { TargetMethod: var method } call;)
        {
            switch (method.Name)
            {
                case "parameters" or "named_parameters" when call.Instance is { } module && KnownModules.IsModule(method.ContainingType) && call.Arguments.All(argument => argument.ArgumentKind == ArgumentKind.DefaultValue):
                    return At(module, conditions);
                case "Where" when call.Arguments is [var list, { Value: var predicate }] && Lambda(predicate) is { Symbol.Parameters.Length: 1 } condition:
                    conditions.Add(condition);
                    value = SingleValues.Behind(list.Value);
                    break;
                case "Select" when call.Arguments is [var list, { Value: var selector }] && Lambda(selector) is { Body.Operations: [IReturnOperation { ReturnedValue: IFieldReferenceOperation { Field.Name: "parameter" or "Item2" } }] }:
                    value = SingleValues.Behind(list.Value);
                    break;
                case "ToList" or "ToArray" or "AsEnumerable" when call.Arguments is [var list]:
                    value = SingleValues.Behind(list.Value);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The modules and parameters of the selected module, where its class stands in source.</summary>
    public static ModuleTree? Tree(ParameterSelection selection, Compilation compilation, CancellationToken token)
    {
        var made = SingleValues.Behind(selection.Module);
        if (made is IObjectCreationOperation && ModuleClasses.KindOf(made.Type!) is ModuleKind.Custom or ModuleKind.Placement) return ModuleTree.Read(made, compilation, token);
        return selection.Module.Type is INamedTypeSymbol { IsAbstract: false } type && ModuleClasses.KindOf(type) is ModuleKind.Custom or ModuleKind.Placement ? ModuleTree.Read(type, compilation, token) : null;
    }

    private static ParameterSelection? At(IOperation module, IReadOnlyList<IAnonymousFunctionOperation> conditions)
    {
        var path = new List<ISymbol>();
        for (var place = SingleValues.Bare(module); ;)
        {
            if (SingleValues.Symbol(place) is { } model) return new(model, path, module, conditions);
            if (place is not IMemberReferenceOperation { Instance: { } owner, Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } member || !KnownModules.IsModule(owner.Type)) return null;
            path.Insert(0, member.Member);
            place = SingleValues.Bare(owner);
        }
    }

    private static IAnonymousFunctionOperation? Lambda(IOperation value) => SingleValues.Bare(value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } ? lambda : null;
}
