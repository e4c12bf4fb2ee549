using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Finds the model behind the parameters that an optimizer is given.</summary>
public static class TrainedModel
{
    /// <summary>The model all of whose parameters are meant; null where that is not certain, as for a part of them, for parameter groups, or where code nearby freezes some.</summary>
    /// <param name="parameters"><c>model.parameters()</c>, <c>model.named_parameters()</c>, a list or a local of them, or the model itself.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Ends the work.</param>
    public static ModuleTree? Of(IOperation parameters, Compilation compilation, CancellationToken token)
    {
        var source = new SourceOperations(compilation, token);
        if (Model(parameters) is not { } model || Freezing.IsIn(SingleValues.Root(parameters))) return null;
        var tree = Tree(SingleValues.Behind(model), compilation, token);
        return tree is null || tree.Root.SelfAndDescendants().Any(module => Freezing.IsIn(module, source)) ? null : tree;
    }

    /// <summary>The expression of the model.</summary>
    public static IOperation? Model(IOperation parameters)
    {
        var value = SingleValues.Behind(parameters);
        if (KnownModules.IsModule(value.Type)) return value;
        return value switch
        {
            IInvocationOperation { TargetMethod: { Name: "parameters" or "named_parameters" } method, Instance: { } model } call
                when KnownModules.IsModule(method.ContainingType) && call.Arguments.All(argument => argument.Value.ConstantValue.Value is not false) => model,
            IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "AsEnumerable", ContainingType.Name: "Enumerable" }, Arguments: [var list] } => Model(list.Value),
            _ => null,
        };
    }

    /// <summary>The modules of a model that an expression holds; null where its class or its making is not known.</summary>
    /// <param name="model">The expression.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Ends the work.</param>
    public static ModuleTree? TreeOf(IOperation model, Compilation compilation, CancellationToken token) => Tree(SingleValues.Behind(model), compilation, token);

    private static ModuleTree? Tree(IOperation model, Compilation compilation, CancellationToken token)
    {
        if (model is IObjectCreationOperation or IInvocationOperation)
        {
            var made = ModelGraph.Of(model, compilation, token).Tree;
            return made.Root.Kind is ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack or ModuleKind.Sequential ? made : null;
        }

        return model.Type is INamedTypeSymbol { IsAbstract: false } type && ModuleClasses.KindOf(type) is ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack ? ModelGraph.Of(type, compilation, token).Tree : null;
    }
}
