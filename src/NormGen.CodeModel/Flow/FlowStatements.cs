using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>Follows the statements of a method.</summary>
/// <param name="reader">The reader.</param>
/// <param name="frame">The method's state.</param>
internal sealed class FlowStatements(FlowReader reader, FlowFrame frame)
{
    private readonly FlowExpressions expressions = new(reader, frame);

    /// <summary>Follows a statement.</summary>
    /// <returns>Whether nothing after it runs.</returns>
    public bool Run(IOperation? operation)
    {
        if (!reader.Enter()) return false;
        var isDone = Follow(operation);
        reader.Leave();
        return isDone;
    }

    private bool Follow(IOperation? operation)
    {
        switch (operation)
        {
            case null or IEmptyOperation or ILocalFunctionOperation or ILabeledOperation { Operation: null }:
                return false;
            case IBlockOperation block:
                foreach (var statement in block.Operations)
                {
                    if (Run(statement)) return true;
                }

                return false;
            case IReturnOperation { Kind: OperationKind.Return } result:
                if (result.ReturnedValue is { } value) frame.Returns.Add(expressions.Evaluate(value));
                return true;
            case IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }:
                return true;
            case IExpressionStatementOperation statement:
                expressions.Evaluate(statement.Operation);
                return false;
            case IVariableDeclarationGroupOperation or IVariableDeclarationOperation or IUsingDeclarationOperation:
                foreach (var child in operation.ChildOperations) Run(child);
                return false;
            case IVariableDeclaratorOperation declarator:
                var initializer = declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer;
                frame.Variables[declarator.Symbol] = initializer is null ? FlowValue.Plain : expressions.Evaluate(initializer.Value);
                return false;
            case IConditionalOperation branch:
                return RunBranch(branch);
            case IUsingOperation scope:
                if (scope.Resources is IVariableDeclarationGroupOperation) Run(scope.Resources);
                else expressions.Evaluate(scope.Resources);
                return Run(scope.Body);
            case ITryOperation attempt:
                var isDone = Run(attempt.Body);
                Run(attempt.Finally);
                return isDone;
            case ILockOperation guarded:
                return Run(guarded.Body);
            case IForEachLoopOperation each:
                FlowLoops.RunForEach(this, reader, frame, expressions, each);
                return false;
            case IForLoopOperation counted:
                foreach (var before in counted.Before) Run(before);
                FlowLoops.Run(this, frame, counted.Body, counted.Locals);
                return false;
            case IWhileLoopOperation repeated:
                FlowLoops.Run(this, frame, repeated.Body, repeated.Locals);
                return false;
            case ISwitchOperation choice:
                return RunSwitch(choice);
            case IBranchOperation:
                return false;
            case ILabeledOperation labeled:
                return Run(labeled.Operation);
            default:
                expressions.Evaluate(operation);
                return false;
        }
    }

    private bool RunBranch(IConditionalOperation branch)
    {
        var truth = expressions.Evaluate(branch.Condition) is PlainValue { Fact.Truth: { } known } ? known : (bool?)null;
        if (truth is not null) return Run(truth.Value ? branch.WhenTrue : branch.WhenFalse);
        var before = frame.Snapshot();
        var trueEnds = reader.InArm(branch, 0, () => Run(branch.WhenTrue));
        var afterTrue = frame.Variables;
        frame.Variables = before;
        var falseEnds = reader.InArm(branch, 1, () => Run(branch.WhenFalse));
        if (trueEnds && falseEnds) return true;
        if (falseEnds) frame.Variables = afterTrue;
        else if (!trueEnds) frame.Variables = FlowMerge.Merge(afterTrue, frame.Variables);

        // What follows an arm that returns belongs to the other one.
        if (trueEnds || falseEnds) reader.Arms = reader.Arms.Push((branch, trueEnds ? 1 : 0));
        return false;
    }

    private bool RunSwitch(ISwitchOperation choice)
    {
        expressions.Evaluate(choice.Value);
        var before = frame.Snapshot();
        Dictionary<ISymbol, FlowValue>? after = choice.Cases.Any(section => section.Clauses.Any(clause => clause.CaseKind == CaseKind.Default)) ? null : frame.Snapshot();
        for (var i = 0; i < choice.Cases.Length; i++)
        {
            var section = choice.Cases[i];
            frame.Variables = new(before, SymbolEqualityComparer.Default);
            var isDone = reader.InArm(choice, i, () => section.Body.Any(statement => Run(statement)));
            if (!isDone) after = after is null ? frame.Variables : FlowMerge.Merge(after, frame.Variables);
        }

        frame.Variables = after ?? before;
        return after is null;
    }
}
