using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>How often a loop or a range makes a module.</summary>
internal static class Repetition
{
    /// <summary>The number, from <c>for (var i = 0; i &lt; n; i++)</c> or <c>Enumerable.Range(a, n).Select(..)</c>; unknown for any other loop, for two around each other, and where a condition stands between.</summary>
    public static Fact Of(Creation made)
    {
        Fact? count = null;
        for (var (inner, around) = (made.Value, made.Value.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            Fact? found = around switch
            {
                IConditionalOperation or ISwitchOperation or IWhileLoopOperation or IForEachLoopOperation => Fact.Unknown,
                IForLoopOperation loop when loop.Body == inner => Rounds(loop, made.Scope),
                IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" }, Arguments: [var range, ..] } => Length(range.Value, made.Scope),
                _ => null,
            };
            if (found is null) continue;
            if (count is not null) return Fact.Unknown;
            count = found;
        }

        return count ?? Fact.Unknown;
    }

    private static Fact Rounds(IForLoopOperation loop, ConstructorScope scope)
    {
        if (loop.Before is not [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var counter, Initializer.Value.ConstantValue.Value: 0 or 0L }] }] }]) return Fact.Unknown;
        if (loop.AtLoopBottom is not [IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: ILocalReferenceOperation { Local: var step } } }] || !SymbolEqualityComparer.Default.Equals(step, counter)) return Fact.Unknown;
        return loop.Condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, LeftOperand: var left, RightOperand: var bound } && ModuleSequence.Bare(left) is ILocalReferenceOperation { Local: var tested } && SymbolEqualityComparer.Default.Equals(tested, counter) ? scope.FactOf(bound) : Fact.Unknown;
    }

    private static Fact Length(IOperation sequence, ConstructorScope scope)
        => scope.Unwrap(sequence) is IInvocationOperation { TargetMethod: { Name: "Range", ContainingType.Name: "Enumerable" }, Arguments: [_, var count] } ? scope.FactOf(count.Value) : Fact.Unknown;
}
