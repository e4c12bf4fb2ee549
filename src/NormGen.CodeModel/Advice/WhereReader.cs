using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Advice;

/// <summary>Finds <c>torch.where(condition, 1.0, 0.0)</c>: both numbers become tensors of float64, and the result is one.</summary>
public static class WhereReader
{
    /// <summary>Reads a call that chooses between two numbers of double and keeps the type that this gives; the sentence needs its text. Silent where the result is converted at once, goes into a tensor in place, or is summed up to a number.</summary>
    public static Observation? Read(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod: { Name: "where", IsStatic: true, Parameters.Length: 3 } method } call || !KnownModules.IsTorchSharp(method.ContainingType)) return null;
        return call.Arguments.Where(argument => argument.Parameter?.Ordinal > 0).All(argument => IsDouble(argument.Value)) && !IsSettled(call) ? new(call.Syntax.GetLocation(), call.Syntax.ToString()) : null;
    }

    private static bool IsDouble(IOperation value)
    {
        while (value is IParenthesizedOperation or IConversionOperation && value.ChildOperations.First() is { } inner) value = inner;
        return value.Type?.SpecialType == SpecialType.System_Double && value.ConstantValue.HasValue;
    }

    private static bool IsSettled(IOperation value)
    {
        var user = value.Parent;
        while (user is IParenthesizedOperation or IConversionOperation) user = user.Parent;
        return user switch
        {
            IInvocationOperation { TargetMethod.Name: var name } => name is "to" or "to_type" or "type" or "type_as" or "float" or "double" or "half" or "bfloat16" or "sum" or "mean" or "any" or "all",
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var name } } => name.EndsWith("_", StringComparison.Ordinal),
            _ => false,
        };
    }
}
