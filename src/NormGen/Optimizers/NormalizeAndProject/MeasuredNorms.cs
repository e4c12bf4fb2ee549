using NormGen.Kernels.Running;
using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>Asks the updates of one step for the norms of what they write, so that no weight is read again for its norm.</summary>
internal sealed class MeasuredNorms : IDisposable
{
    private readonly WrittenSquares squares = new();
    private readonly FusedOptimizer optimizer;

    private MeasuredNorms(FusedOptimizer optimizer) => this.optimizer = optimizer;

    /// <summary>Asks for the norms of weights; null where the optimizer has no update kernels.</summary>
    public static MeasuredNorms? Of(OptimizerHelper optimizer, IReadOnlyList<ProjectedWeight> weights)
    {
        if (optimizer is not FusedOptimizer fused) return null;
        var norms = new MeasuredNorms(fused);
        foreach (var weight in weights)
            if (fused.StateOf(weight.Parameter) is { } state) norms.squares.Ask(state.Weight);
        return norms;
    }

    /// <summary>The step is over: what comes now is not measured.</summary>
    public void End() => squares.End();

    /// <summary>The norm of a weight after the step; null where no kernel wrote it as a whole.</summary>
    public double? Of(ProjectedWeight weight) => optimizer.StateOf(weight.Parameter) is { } state && squares.Of(state.Weight) is { } sum ? Math.Sqrt(sum) : null;

    /// <summary>Ends the asking.</summary>
    public void Dispose() => squares.Dispose();
}
