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
        => Of(parameters, new SourceValues(new(compilation, token)));

    /// <inheritdoc cref="Of(IOperation, Compilation, CancellationToken)"/>
    internal static ModuleTree? Of(IOperation parameters, SourceValues values)
        => Model(parameters, values.Behind) is { } model && !IsFrozen(parameters, model, values, out var tree) ? tree : null;

    /// <summary>Whether code in the body that makes model and optimizer, or in the classes around one that comes from elsewhere, or in the model's constructors, freezes parameters or statistics; true too where the model's modules are not known.</summary>
    internal static bool IsFrozen(IOperation parameters, IOperation model, SourceValues values, out ModuleTree? tree)
    {
        var (made, source) = (values.Behind(model), values.Source);
        tree = null;
        var isLocal = made is IObjectCreationOperation or IInvocationOperation && SingleValues.Root(made).Syntax == SingleValues.Root(parameters).Syntax;
        if (isLocal ? Freezing.IsIn(SingleValues.Root(parameters)) : Freezing.IsAround(parameters, source) || Freezing.IsAround(model, source) || Freezing.IsAround(made, source)) return true;
        tree = Tree(model, values);
        return tree is null || tree.Root.SelfAndDescendants().Any(module => Freezing.IsIn(module, source));
    }

    /// <summary>The expression of the model, in the body where its parameters are named.</summary>
    public static IOperation? Model(IOperation parameters) => Model(parameters, SingleValues.Behind);

    /// <summary>The expression of the model, wherever it stands.</summary>
    internal static IOperation? Model(IOperation parameters, SourceValues values) => Model(parameters, values.Behind);

    private static IOperation? Model(IOperation parameters, Func<IOperation, IOperation> behind, int depth = SourceValues.MostSteps)
    {
        // A model itself: the name of it tells more than what it was made of.
        if (KnownModules.IsModule(SingleValues.Bare(parameters).Type)) return SingleValues.Behind(parameters);
        var value = behind(parameters);
        if (KnownModules.IsModule(value.Type)) return value;
        return value switch
        {
            IInvocationOperation { TargetMethod: { Name: "parameters" or "named_parameters" } method, Instance: { } model } call
                when KnownModules.IsModule(method.ContainingType) && call.Arguments.All(argument => argument.Value.ConstantValue.Value is not false) => model,
            IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "AsEnumerable", ContainingType.Name: "Enumerable" }, Arguments: [var list] } when depth > 0 => Model(list.Value, behind, depth - 1),
            _ => null,
        };
    }

    /// <summary>The modules of a model that an expression holds; null where its class or its making is not known.</summary>
    /// <param name="model">The expression.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Ends the work.</param>
    public static ModuleTree? TreeOf(IOperation model, Compilation compilation, CancellationToken token) => Tree(model, new(new(compilation, token)));

    /// <inheritdoc cref="TreeOf"/>
    internal static ModuleTree? Tree(IOperation expression, SourceValues values)
    {
        var (model, compilation, token) = (values.Behind(expression), values.Source.Compilation, values.Source.Token);
        if (model is IObjectCreationOperation or IInvocationOperation)
        {
            var made = ModelGraph.Of(model, compilation, token).Tree;
            return made.Root.Kind is ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack or ModuleKind.Sequential ? made : null;
        }

        return model.Type is INamedTypeSymbol { IsAbstract: false } type && ModuleClasses.KindOf(type) is ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack ? ModelGraph.Of(type, compilation, token).Tree : null;
    }
}
