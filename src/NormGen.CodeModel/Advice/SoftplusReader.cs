using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Advice;

/// <summary>Finds <c>log(1 + exp(x))</c> over tensors.</summary>
public static class SoftplusReader
{
    /// <summary>Reads a call; the sentence needs its text and that of the exponential's argument.</summary>
    public static Observation? Read(IOperation operation)
        => operation is IInvocationOperation call && Argument(call) is { } x ? new(call.Syntax.GetLocation(), call.Syntax.ToString(), x.Syntax.ToString()) : null;

    /// <summary>The argument of the exponential, where a call is the logarithm of one more than it; null for any other call.</summary>
    public static IOperation? Argument(IInvocationOperation call)
    {
        if (!IsOfTensors(call) || Operand(call) is not { } inside) return null;
        switch (call.TargetMethod.Name)
        {
            case "log1p":
                return Exponent(inside);
            case "log" when Bare(inside) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return IsOne(sum.LeftOperand) ? Exponent(sum.RightOperand) : IsOne(sum.RightOperand) ? Exponent(sum.LeftOperand) : null;
            case "log" when Bare(inside) is IInvocationOperation { TargetMethod.Name: "add" } added && IsOfTensors(added) && added.Arguments.Length - (added.Instance is null ? 1 : 0) is 1 or 2 && IsOne(added.Arguments[added.Instance is null ? 1 : 0].Value):
                return Exponent(Operand(added)!);
            default:
                return null;
        }
    }

    private static IOperation? Exponent(IOperation operation) => Bare(operation) is IInvocationOperation { TargetMethod.Name: "exp" } call && IsOfTensors(call) && Operand(call) is { } argument && !IsNeverPositive(argument) ? argument : null;

    // log1p(exp(-|x|)), the second half of a stable softplus, cannot overflow.
    private static bool IsNeverPositive(IOperation argument) => Bare(argument) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus, Operand: var value } => IsSize(value),
        IInvocationOperation { TargetMethod.Name: "neg" or "negative" } negated => Operand(negated) is { } value && IsSize(value),
        _ => false,
    };

    private static bool IsSize(IOperation value) => Bare(value) is IInvocationOperation { TargetMethod.Name: "abs" or "absolute" } call && IsOfTensors(call);

    private static IOperation? Operand(IInvocationOperation call) => call.Instance ?? (call.Arguments.IsEmpty ? null : call.Arguments[0].Value);

    private static bool IsOfTensors(IInvocationOperation call) => KnownModules.IsTensor(call.Type) && KnownModules.IsTorchSharp(call.TargetMethod.ContainingType) && (call.Instance is { } instance ? KnownModules.IsTensor(instance.Type) : call.Arguments is [var first, ..] && KnownModules.IsTensor(first.Value.Type));

    private static bool IsOne(IOperation operation) => Bare(operation).ConstantValue.Value is 1 or 1L or 1f or 1d;

    private static IOperation Bare(IOperation operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation) operation = operation.ChildOperations.First();
        return operation;
    }
}
