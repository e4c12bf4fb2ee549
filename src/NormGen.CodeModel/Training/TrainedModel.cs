using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Finds the model behind the parameters that an optimizer is given.</summary>
public static class TrainedModel
{
    private const int DeepestLocal = 8;

    /// <summary>The model all of whose parameters are meant; null where that is not certain, as for a part of them, for parameter groups, or where code nearby freezes some.</summary>
    /// <param name="parameters"><c>model.parameters()</c>, <c>model.named_parameters()</c>, a list or a local of them, or the model itself.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Ends the work.</param>
    public static ModuleTree? Of(IOperation parameters, Compilation compilation, CancellationToken token)
    {
        var source = new SourceOperations(compilation, token);
        if (Model(parameters) is not { } model || Freezing.IsIn(Root(parameters))) return null;
        var tree = Tree(Behind(model), compilation, token);
        return tree is null || tree.Root.SelfAndDescendants().Any(module => Freezing.IsIn(module, source)) ? null : tree;
    }

    /// <summary>The expression of the model.</summary>
    public static IOperation? Model(IOperation parameters)
    {
        var value = Behind(parameters);
        if (KnownModules.IsModule(value.Type)) return value;
        return value switch
        {
            IInvocationOperation { TargetMethod: { Name: "parameters" or "named_parameters" } method, Instance: { } model } call
                when KnownModules.IsModule(method.ContainingType) && call.Arguments.All(argument => argument.Value.ConstantValue.Value is not false) => model,
            IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "AsEnumerable", ContainingType.Name: "Enumerable" }, Arguments: [var list] } => Model(list.Value),
            _ => null,
        };
    }

    private static ModuleTree? Tree(IOperation model, Compilation compilation, CancellationToken token)
    {
        if (model is IObjectCreationOperation or IInvocationOperation)
        {
            var made = ModuleTree.Read(model, compilation, token);
            return made.Root.Kind is ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack or ModuleKind.Sequential ? made : null;
        }

        return model.Type is INamedTypeSymbol { IsAbstract: false } type && ModuleClasses.KindOf(type) is ModuleKind.Custom or ModuleKind.Placement or ModuleKind.Stack ? ModuleTree.Read(type, compilation, token) : null;
    }

    /// <summary>The value behind conversions, parentheses and locals that are set once.</summary>
    private static IOperation Behind(IOperation value)
    {
        for (var steps = 0; steps < DeepestLocal; steps++)
        {
            switch (value)
            {
                case IConversionOperation conversion: value = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: value = parenthesized.Operand; break;
                case ILocalReferenceOperation local when OnlyValue(local) is { } only: value = only; break;
                default: return value;
            }
        }

        return value;
    }

    private static IOperation? OnlyValue(ILocalReferenceOperation reference)
    {
        IOperation? only = null;
        foreach (var operation in Root(reference).DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Is(declarator.Symbol):
                    only = (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value;
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation { Local: var target } } when Is(target):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation { Local: var passed } } when Is(passed):
                    return null;
            }
        }

        return only;

        bool Is(ILocalSymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol, reference.Local);
    }

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent) operation = parent;
        return operation;
    }
}
