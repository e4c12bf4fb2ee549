using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>Counts the dimensions of a tensor that a constructor makes.</summary>
internal static class TensorDimensions
{
    /// <summary>The number of dimensions of a tensor expression such as <c>Parameter(torch.zeros(vocabulary, width))</c>, or null.</summary>
    public static int? Of(IOperation operation, ConstructorScope scope)
    {
        operation = scope.Unwrap(operation);
        switch (operation)
        {
            case IObjectCreationOperation { Arguments: [var data, ..] } creation when KnownModules.IsParameter(creation.Type):
                return Of(data.Value, scope);
            case IBinaryOperation binary:
                return Broadcast(Operand(binary.LeftOperand, scope), Operand(binary.RightOperand, scope));
            case IUnaryOperation unary:
                return Of(unary.Operand, scope);
            case IInvocationOperation call:
                return OfCall(call, scope);
            default:
                return null;
        }
    }

    private static int? OfCall(IInvocationOperation call, ConstructorScope scope)
    {
        var first = call.Arguments.IsEmpty ? null : call.Arguments[0];
        switch (call.TargetMethod.Name)
        {
            case "Parameter" when first is not null:
                return Of(first.Value, scope);
            case "zeros" or "ones" or "empty" or "rand" or "randn" or "full" or "normal":
                return Sizes(call, scope);
            case "eye":
                return 2;
            case "arange" or "linspace" or "logspace":
                return 1;
            case "tensor" when first is not null:
                return OfLiteral(scope.Unwrap(first.Value), first.Value);
            case "unsqueeze" or "unsqueeze_" when call.Instance is not null:
                return Of(call.Instance, scope) + 1;
            case "view" or "reshape" when call.Instance is not null:
                return Count(call.Arguments, scope);
        }

        // Everything else that keeps its shape: initializers take and return the tensor, elementwise operations are called on it.
        if (call.Instance is { } instance && KnownModules.IsTensor(instance.Type)) return KeepsShape(call.TargetMethod.Name) ? Of(instance, scope) : null;
        var isInitializer = call.TargetMethod.ContainingType?.Name == "init" || call.TargetMethod.Name.EndsWith("_like", StringComparison.Ordinal) || KeepsShape(call.TargetMethod.Name);
        return isInitializer && first is not null && KnownModules.IsTensor(first.Value.Type) ? Of(first.Value, scope) : null;
    }

    private static bool KeepsShape(string name)
        => name.TrimEnd('_') is "mul" or "div" or "add" or "sub" or "neg" or "to" or "cuda" or "cpu" or "clone" or "detach" or "contiguous" or "requires_grad" or "t" or "transpose" or "permute" or "uniform" or "normal" or "fill" or "zero" or "alias"
            or "with_requires_grad" or "exp" or "log" or "sqrt" or "bernoulli" || ScopeMoves.Has(name);

    private static int? Operand(IOperation operand, ConstructorScope scope)
        => KnownModules.IsTensor(scope.Unwrap(operand).Type) ? Of(operand, scope) : 0;

    private static int? Broadcast(int? left, int? right) => left is null || right is null ? null : Math.Max(left.Value, right.Value);

    private static int? Sizes(IInvocationOperation call, ConstructorScope scope)
    {
        var sizes = call.Arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter is { Name: not ("dtype" or "device" or "requires_grad" or "generator" or "names" or "value" or "mean" or "stddev") });
        return Count(sizes, scope);
    }

    private static int? Count(IEnumerable<IArgumentOperation> arguments, ConstructorScope scope)
    {
        var count = 0;
        foreach (var argument in arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue) continue;
            var value = scope.Unwrap(argument.Value);
            switch (value)
            {
                case IArrayCreationOperation { Initializer: { } initializer }: count += initializer.ElementValues.Length; break;
                case IArrayCreationOperation: return null;
                case ICollectionExpressionOperation collection when collection.Elements.Any(element => element is ISpreadOperation): return null;
                case ICollectionExpressionOperation collection: count += collection.Elements.Length; break;
                case { Type.SpecialType: SpecialType.System_Int64 or SpecialType.System_Int32 or SpecialType.System_Int16 }: count++; break;
                default: return null;
            }
        }

        return count;
    }

    private static int? OfLiteral(IOperation value, IOperation written) => value switch
    {
        IArrayCreationOperation array => array.DimensionSizes.Length,
        ICollectionExpressionOperation => 1,
        { Type: IArrayTypeSymbol type } => type.Rank,
        { Type.SpecialType: not SpecialType.None } => written.Type is INamedTypeSymbol { IsGenericType: true } ? 1 : 0,
        _ => null,
    };
}
