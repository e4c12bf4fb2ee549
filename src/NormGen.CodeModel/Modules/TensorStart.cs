using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>What the elements of a tensor that a constructor makes begin with, where it is one constant.</summary>
internal static class TensorStart
{
    /// <summary>The constant of <c>zeros</c>, <c>ones</c>, <c>full</c>, <c>tensor(0.1)</c> and products with constants; null where nothing says it.</summary>
    public static double? Of(IOperation operation, ConstructorScope scope)
    {
        operation = scope.Unwrap(operation);
        switch (operation)
        {
            case IObjectCreationOperation { Arguments: [var data, ..] } creation when KnownModules.IsParameter(creation.Type):
                return Of(data.Value, scope);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product:
                return Of(product.LeftOperand, scope) is { } left && Of(product.RightOperand, scope) is { } right ? left * right : null;
            case IInvocationOperation call:
                return OfCall(call, scope);
            default:
                return Number(operation, scope);
        }
    }

    /// <summary>Whether it has one element: <c>zeros(1)</c>, <c>tensor(0.1)</c>.</summary>
    public static bool IsOneNumber(IOperation operation, ConstructorScope scope)
    {
        operation = scope.Unwrap(operation);
        return operation switch
        {
            IObjectCreationOperation { Arguments: [var data, ..] } creation when KnownModules.IsParameter(creation.Type) => IsOneNumber(data.Value, scope),
            IBinaryOperation binary => IsOneNumber(binary.LeftOperand, scope) && IsOneNumber(binary.RightOperand, scope),
            IInvocationOperation { TargetMethod.Name: "Parameter", Arguments: [var data, ..] } => IsOneNumber(data.Value, scope),
            IInvocationOperation { TargetMethod.Name: "zeros" or "ones" or "full" or "rand" or "randn" or "empty" } made => Sizes(made).All(size => scope.FactOf(size).Whole == 1),
            IInvocationOperation { TargetMethod.Name: "tensor", Arguments: [var value, ..] } => value.Value.Type is { SpecialType: not SpecialType.None },
            { Type.SpecialType: not SpecialType.None } => true,
            _ => false,
        };
    }

    private static IEnumerable<IOperation> Sizes(IInvocationOperation made)
    {
        foreach (var argument in made.Arguments.Where(argument => argument.Parameter is { Name: "size" } || argument.Parameter?.Type is { SpecialType: SpecialType.System_Int64 }))
        {
            var value = ModuleSequence.Bare(argument.Value);
            if (value is IArrayCreationOperation { Initializer: { } items }) foreach (var item in items.ElementValues) yield return item;
            else if (value is ICollectionExpressionOperation collection) foreach (var item in collection.Elements) yield return item;
            else yield return value;
        }
    }

    private static double? OfCall(IInvocationOperation call, ConstructorScope scope) => call.TargetMethod.Name switch
    {
        "zeros" or "zeros_like" or "zeros_" or "zero_" => 0,
        "ones" or "ones_like" or "ones_" => 1,
        "full" or "constant_" or "fill_" => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "value" or "val" or "fill_value") is { } value ? Number(scope.Unwrap(value.Value), scope) : null,
        "Parameter" or "tensor" when call.Arguments.Length > 0 => Of(call.Arguments[0].Value, scope),
        _ => null,
    };

    private static double? Number(IOperation operation, ConstructorScope scope) => scope.FactOf(operation).Constant switch
    {
        double number => number,
        float number => number,
        int number => number,
        long number => number,
        _ => null,
    };
}
