using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Resolves an expression of a constructor to the values it may have.</summary>
internal static class Alternatives
{
    private const int DeepestHelper = 3;

    /// <summary>The creations behind several values.</summary>
    public static List<Creation> Of(IReadOnlyList<Creation> values, SourceOperations source)
    {
        var all = new List<Creation>(values.Count);
        foreach (var value in values) all.AddRange(Of(value, source));
        return all;
    }

    /// <summary>The creations behind conditionals, helpers, and calls that return their receiver (<c>.to(device)</c>).</summary>
    public static IEnumerable<Creation> Of(Creation creation, SourceOperations source, int depth = 6)
    {
        var value = creation.Scope.Unwrap(creation.Value);
        if (creation.AddedInLocal is { Count: > 0 } added) creation = creation with { Added = added };
        if (depth == 0) return [creation with { Value = value }];
        switch (value)
        {
            case IConditionalOperation { WhenFalse: { } whenFalse } branch:
                var truth = creation.Scope.FactOf(branch.Condition).Truth;
                IEnumerable<Creation> taken = truth == false ? [] : Of(creation with { Value = branch.WhenTrue }, source, depth - 1);
                return truth == true ? taken : taken.Concat(Of(creation with { Value = whenFalse }, source, depth - 1));
            case ICoalesceOperation coalesce:
                return Of(creation with { Value = coalesce.WhenNull }, source, depth - 1);
            case IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "to" or "cuda" or "cpu" or "half" or "bfloat16" or "double" or "float" }, Arguments: [var receiver, ..] } when KnownModules.IsModule(receiver.Value.Type):
                return Of(creation with { Value = receiver.Value }, source, depth - 1);
            case IInvocationOperation { TargetMethod: { Name: "to" or "cuda" or "cpu" }, Instance: { } receiver } when KnownModules.IsModule(receiver.Type):
                return Of(creation with { Value = receiver }, source, depth - 1);
            case IInvocationOperation call when Body(call.TargetMethod, source) is { } body && Results(body) is { Count: > 0 } results:
                var scope = new ConstructorScope();
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter is { } parameter) scope.SetArgument(parameter.OriginalDefinition, creation.Scope.FactOf(argument.Value));
                }

                if (body.Operations.Length > 1) new ConstructorWalker(source, new(), scope, DeepestHelper).Walk(body, false, false);
                return results.SelectMany(result => Of(creation with { Value = result, Scope = scope }, source, depth - 1));
            default:
                return [value == creation.Value ? creation : creation with { Value = value }];
        }
    }

    private static IBlockOperation? Body(IMethodSymbol method, SourceOperations source) => KnownModules.IsTorchSharp(method.ContainingType) ? null : source.Body(method) as IBlockOperation;

    /// <summary>What a method returns, those of functions inside it left out.</summary>
    private static List<IOperation> Results(IBlockOperation body)
    {
        var results = new List<IOperation>();
        Collect(body);
        return results;

        void Collect(IOperation operation)
        {
            if (operation is IReturnOperation { ReturnedValue: { } value }) results.Add(value);
            foreach (var child in operation.ChildOperations)
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation)) Collect(child);
            }
        }
    }
}
