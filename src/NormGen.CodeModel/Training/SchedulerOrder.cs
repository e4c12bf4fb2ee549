using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds schedulers that are stepped before their optimizer in the body of a loop: the first learning rate is then never used.</summary>
public static class SchedulerOrder
{
    /// <summary>Reads a call; the sentence needs scheduler and optimizer. The kind is <c>movable</c> where both calls are statements of one block.</summary>
    public static Observation? Read(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod.Name: "step", Instance: { } stepped } || !TorchTypes.IsScheduler(stepped.Type)) return null;
        if (SingleValues.Bare(stepped) is not ILocalReferenceOperation scheduler || SingleValues.Behind(scheduler) is not IInvocationOperation { TargetMethod: { Name: not "ReduceLROnPlateau" } made, Arguments: [var over, ..] } creation) return null;
        if (!TorchTypes.IsOfTorchSharp(made) || SingleValues.Bare(over.Value) is not ILocalReferenceOperation { Local: var optimizer } || !TorchTypes.IsOptimizer(optimizer.Type)) return null;

        var root = SingleValues.Root(operation);
        var steps = root.Descendants().Where(other => other is IInvocationOperation { TargetMethod.Name: "step" } call && SingleValues.Is(call.Instance, optimizer)).ToList();
        if (steps.Count == 0 || steps.Any(step => TrainingOrder.IsBefore(step, operation)) || IsHandedOn(root, optimizer, operation, creation)) return null;
        if (TrainingOrder.Common(operation, steps[0]) is not var (block, first, second) || TrainingOrder.Loop(block) is not { } loop || TrainingOrder.Loop(operation) != loop) return null;
        if (!TrainingOrder.IsUnconditional(operation, first) || loop.Body.Descendants().Any(branch => branch is IBranchOperation { BranchKind: BranchKind.Continue } && TrainingOrder.IsBefore(branch, operation))) return null;
        var isMovable = first is IExpressionStatementOperation && second is IExpressionStatementOperation;
        return new(CreationName.Place(operation.Syntax), scheduler.Local.Name, optimizer.Name) { Kind = isMovable ? "movable" : "" };
    }

    /// <summary>Whether something may step the optimizer unseen before the scheduler: a method or a lambda that gets it.</summary>
    private static bool IsHandedOn(IOperation root, ILocalSymbol optimizer, IOperation step, IOperation creation) => root.Descendants().OfType<ILocalReferenceOperation>().Any(
        use => SymbolEqualityComparer.Default.Equals(use.Local, optimizer)
            && (SingleValues.Function(use) != SingleValues.Function(step)
                || TrainingOrder.IsBefore(use, step) && !creation.Syntax.Span.Contains(use.Syntax.Span) && use.Parent is not IInvocationOperation { TargetMethod.Name: "zero_grad" or "step" } && !IsOverOptimizer(use)));

    private static bool IsOverOptimizer(IOperation use)
        => use.Parent is IConversionOperation conversion ? IsOverOptimizer(conversion) : use.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "lr_scheduler" } method } } && TorchTypes.IsOfTorchSharp(method);
}
