using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Tells the list of parameters that are not to decay: that of norms and biases.</summary>
internal static class UndecayedParameters
{
    private static readonly string[] Words = ["nodecay", "no_decay", "withoutdecay", "without_decay", "bias", "norm"];
    private static readonly string[] Opposites = ["nonbias", "non_bias", "nobias", "no_bias", "notbias", "not_bias", "withoutbias", "without_bias", "nonnorm", "non_norm", "nonorm", "no_norm", "notnorm", "not_norm", "withoutnorm", "without_norm"];

    /// <summary>Whether a list is one of norms and biases, by its name or by its condition; not where a condition says the opposite.</summary>
    public static bool Are(IOperation parameters, SourceValues values)
    {
        if (SingleValues.Bare(parameters) is ILocalReferenceOperation { Local.Name: var list } && Says(list)) return true;
        return ParameterSelection.Of(parameters, values) is { Conditions: { Count: > 0 } conditions } && conditions.All(condition => condition.Body.Operations is [IReturnOperation { ReturnedValue: { } test }] && Selects(test));
    }

    private static bool Selects(IOperation test) => SingleValues.Bare(test) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => Selects(either.LeftOperand) && Selects(either.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Selects(both.LeftOperand) || Selects(both.RightOperand),
        IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: int or long } limit } dimensions => (dimensions.OperatorKind, Convert.ToInt64(limit.Value, System.Globalization.CultureInfo.InvariantCulture)) is (BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.Equals, 1) or (BinaryOperatorKind.LessThan, 2),
        IInvocationOperation { TargetMethod.Name: "Contains" or "StartsWith" or "EndsWith", Arguments: [{ Value.ConstantValue: { HasValue: true, Value: string part } }, ..] } => Says(part),
        _ => false,
    };

    private static bool Says(string name) => Has(name, Words) && !Has(name, Opposites);

    private static bool Has(string name, string[] words) => Array.Exists(words, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
