using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds gradients of single examples of a batch that went through BatchNorm in training: they are those of the whole batch.</summary>
public static class PerExampleBatchNorm
{
    private const int DeepestLocal = 8;

    /// <summary>Reads a call of <c>backward</c>: <c>losses[i].backward()</c> in a loop over i, of losses that a model made before the loop; the sentence needs the model and the norm.</summary>
    public static Observation? Read(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod: { Name: "backward" } method, Instance: { } instance } || !TorchTypes.IsOfTorchSharp(method) || TrainingOrder.Loop(operation) is not { } loop) return null;
        if (SingleValues.Bare(instance) is not IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } losses, Arguments: [var index] } || !IsCounter(index.Value, loop) || operation.SemanticModel?.Compilation is not { } compilation) return null;
        foreach (var call in Calls(losses, loop, DeepestLocal))
        {
            if (SingleValues.Symbol(call.Instance) is not { } model || Evaluates(operation, model)) continue;
            var norm = TrainedModel.TreeOf(call.Instance!, compilation, CancellationToken.None)?.Root.SelfAndDescendants().FirstOrDefault(module => module.Kind == ModuleKind.BatchNorm);
            if (norm is not null) return new(CreationName.Place(operation.Syntax), call.Instance!.Syntax.ToString(), norm.Path.Length == 0 ? norm.Type.Name : norm.Path);
        }

        return null;
    }

    /// <summary>Whether an index is, or is made of, a variable that the loop steps.</summary>
    private static bool IsCounter(IOperation index, ILoopOperation loop)
        => index.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(local => loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default));

    /// <summary>The calls of modules that a value is made of, each for a whole batch: before the loop.</summary>
    private static IEnumerable<IInvocationOperation> Calls(IOperation value, ILoopOperation loop, int depth)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance.Type: { } type } call && KnownModules.IsModule(type) && !loop.Syntax.Span.Contains(call.Syntax.Span)) yield return call;
            if (part is not ILocalReferenceOperation local || depth == 0 || SingleValues.Of(local) is not { } made) continue;
            foreach (var before in Calls(made, loop, depth - 1)) yield return before;
        }
    }

    /// <summary>Whether the code around puts the model into evaluation, where statistics are fixed.</summary>
    private static bool Evaluates(IOperation operation, ISymbol model) => SingleValues.Root(operation).Descendants().OfType<IInvocationOperation>().Any(call => SingleValues.Is(call.Instance, model)
        && (call.TargetMethod.Name == "eval" || call is { TargetMethod.Name: "train", Arguments: [{ Value.ConstantValue: { HasValue: true, Value: not true } }] }));
}
