using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Evaluates a condition over the names and dimensions of parameters, as in <c>Where(p => p.name.EndsWith("bias"))</c>, for parameters that are known.</summary>
internal static class NamePredicate
{
    /// <summary>Whether a parameter meets the condition of a lambda; null where that is not known.</summary>
    public static bool? Holds(IAnonymousFunctionOperation lambda, ParameterNode parameter)
        => lambda.Body.Operations is [IReturnOperation { ReturnedValue: { } condition }] ? Truth(condition, parameter) : null;

    private static bool? Truth(IOperation condition, ParameterNode parameter)
    {
        switch (SingleValues.Bare(condition))
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return !Truth(not.Operand, parameter);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } both:
                return (Truth(both.LeftOperand, parameter), Truth(both.RightOperand, parameter)) switch { (false, _) or (_, false) => false, (true, true) => true, _ => null };
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } either:
                return (Truth(either.LeftOperand, parameter), Truth(either.RightOperand, parameter)) switch { (true, _) or (_, true) => true, (false, false) => false, _ => null };
            case IBinaryOperation comparison when IsDimensions(comparison.LeftOperand) && parameter.Dimensions is { } dimensions && Whole(comparison.RightOperand) is { } number:
                return Compare(comparison.OperatorKind, dimensions, number);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison when IsName(comparison.LeftOperand) && Text(comparison.RightOperand) is { } name && !parameter.Path.Contains("*"):
                return parameter.Path == name == (comparison.OperatorKind == BinaryOperatorKind.Equals);
            case IInvocationOperation { TargetMethod: { Name: "Contains" or "StartsWith" or "EndsWith", ContainingType.SpecialType: SpecialType.System_String } method, Instance: { } instance, Arguments: [var text, ..] } when IsName(instance) && Text(text.Value) is { Length: > 0 } part:
                return Match(method.Name, parameter.Path, part);
            default:
                return null;
        }
    }

    /// <summary>What a star stands for is a number: text without digits and dots cannot begin or end in it.</summary>
    private static bool? Match(string method, string path, string part)
    {
        var found = method switch
        {
            "Contains" => path.Contains(part),
            "StartsWith" => path.StartsWith(part, StringComparison.Ordinal),
            _ => path.EndsWith(part, StringComparison.Ordinal),
        };
        return found ? true : path.Contains("*") && part.Any(letter => letter == '.' || char.IsDigit(letter)) ? null : false;
    }

    private static bool? Compare(BinaryOperatorKind kind, long left, long right) => kind switch
    {
        BinaryOperatorKind.Equals => left == right,
        BinaryOperatorKind.NotEquals => left != right,
        BinaryOperatorKind.LessThan => left < right,
        BinaryOperatorKind.LessThanOrEqual => left <= right,
        BinaryOperatorKind.GreaterThan => left > right,
        BinaryOperatorKind.GreaterThanOrEqual => left >= right,
        _ => null,
    };

    /// <summary><c>p.name</c> of the pairs that <c>named_parameters()</c> gives.</summary>
    private static bool IsName(IOperation value) => SingleValues.Bare(value) is IFieldReferenceOperation { Field: { Name: "name" or "Item1" } field, Instance: IParameterReferenceOperation } && field.ContainingType.IsTupleType;

    private static bool IsDimensions(IOperation value) => SingleValues.Bare(value) switch
    {
        IPropertyReferenceOperation { Property.Name: "ndim", Instance: { } tensor } => KnownModules.IsTensor(tensor.Type),
        IInvocationOperation { TargetMethod.Name: "dim", Instance: { } tensor } => KnownModules.IsTensor(tensor.Type),
        IPropertyReferenceOperation { Property.Name: "Length", Instance: IPropertyReferenceOperation { Property.Name: "shape" } } => true,
        _ => false,
    };

    private static string? Text(IOperation value) => value.ConstantValue is { HasValue: true, Value: string text } ? text : null;

    private static long? Whole(IOperation value) => value.ConstantValue is { HasValue: true, Value: int or long } constant ? Convert.ToInt64(constant.Value, System.Globalization.CultureInfo.InvariantCulture) : null;
}
