using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Training;

/// <summary>What runs before what in one body.</summary>
internal static class TrainingOrder
{
    /// <summary>Whether an operation is written before another.</summary>
    public static bool IsBefore(IOperation earlier, IOperation later) => earlier.Syntax.SpanStart < later.Syntax.SpanStart;

    /// <summary>The block that holds both operations, and the statements of it that they stand in; null where they share none, or stand in the same statement of it.</summary>
    public static (IBlockOperation Block, IOperation First, IOperation Second)? Common(IOperation first, IOperation second)
    {
        var path = new Dictionary<IOperation, IOperation>();
        for (var inner = first; inner.Parent is { } outer; inner = outer) path[outer] = inner;
        for (var inner = second; inner.Parent is { } outer; inner = outer)
        {
            if (path.TryGetValue(outer, out var other)) return outer is IBlockOperation block && other != inner ? (block, other, inner) : null;
        }

        return null;
    }

    /// <summary>Whether an operation runs whenever the statement does that it stands in: no condition, loop, lambda or handler is in between.</summary>
    public static bool IsUnconditional(IOperation operation, IOperation statement)
    {
        for (var around = operation; around != statement; around = around.Parent!)
        {
            if (around.Parent is null or IConditionalOperation or ILoopOperation or ISwitchOperation or ISwitchExpressionOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or ICatchClauseOperation or ICoalesceOperation or IConditionalAccessOperation) return false;
        }

        return statement is not (IConditionalOperation or ILoopOperation or ISwitchOperation or ITryOperation);
    }

    /// <summary>The loop around an operation in its function, or null.</summary>
    public static ILoopOperation? Loop(IOperation operation)
    {
        for (var around = operation.Parent; around is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); around = around.Parent)
        {
            if (around is ILoopOperation loop) return loop;
        }

        return null;
    }
}
