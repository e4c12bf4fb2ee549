using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds schedulers that are stepped before their optimizer in the body of a loop: the first learning rate is then never used.</summary>
public static class SchedulerOrder
{
    /// <summary>Reads a call; the sentence needs scheduler and optimizer. The kind is <c>movable</c> where both calls are statements of one block.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (operation is not IInvocationOperation { TargetMethod.Name: "step", Instance: { } stepped } || !TorchTypes.IsScheduler(stepped.Type) || SingleValues.Symbol(stepped) is not { } scheduler || TrainingOrder.Loop(operation) is not { } loop) return null;
        var values = new SourceValues(new(compilation, token));
        if (values.Behind(stepped) is not IInvocationOperation { TargetMethod: { Name: not "ReduceLROnPlateau" } made, Arguments: [var over, ..] } creation || !TorchTypes.IsOfTorchSharp(made) || !TorchTypes.IsOptimizer(over.Value.Type) && !TorchTypes.IsOptimizer(SingleValues.Bare(over.Value).Type)) return null;
        var optimizer = new SteppedOptimizer(over.Value, creation, values);
        if (optimizer.Names.Count == 0) return null;

        var function = SingleValues.Function(operation);
        var calls = SourceValues.Own(function).OfType<IInvocationOperation>().ToList();
        var steps = calls.Where(optimizer.IsSteppedBy).ToList();
        if (steps.Count == 0 || steps.Exists(step => TrainingOrder.IsBefore(step, operation)) || optimizer.MayBeSteppedBefore(operation, loop, function, steps)) return null;
        if (TrainingOrder.Common(operation, steps[0]) is not var (block, first, second) || TrainingOrder.Loop(block) != loop) return null;
        if (!TrainingOrder.IsUnconditional(operation, first) || loop.Body.Descendants().Any(branch => branch is IBranchOperation { BranchKind: BranchKind.Continue } && TrainingOrder.IsBefore(branch, operation))) return null;
        var isMovable = first is IExpressionStatementOperation && second is IExpressionStatementOperation && steps[0] is { Instance.Syntax: IdentifierNameSyntax } && optimizer.IsStep(steps[0]);
        return new(CreationName.Place(operation.Syntax), scheduler.Name, optimizer.IsStep(steps[0]) ? SingleValues.Symbol(steps[0].Instance)!.Name : optimizer.Names[0].Name) { Kind = isMovable ? "movable" : "" };
    }
}
