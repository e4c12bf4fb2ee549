using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Asks the updates of one step to sum the squares of what they write, a number a row, so that no norm needs another read of the weight.</summary>
internal sealed class MeasuredNorms : IDisposable
{
    private readonly Dictionary<ProjectedWeight, FusedOptimizerState> states = [];

    private MeasuredNorms()
    {
    }

    /// <summary>Asks for the norms of weights; null where the optimizer has no such updates.</summary>
    public static MeasuredNorms? Of(OptimizerHelper optimizer, IReadOnlyList<ProjectedWeight> weights)
    {
        if (optimizer is not FusedOptimizer fused) return null;
        var norms = new MeasuredNorms();
        foreach (var weight in weights)
        {
            // A kernel sums rows of [size(0), rest]; the formula, which runs elsewhere, means the last axis.
            var parameter = weight.Parameter;
            if (parameter.ndim < 2 || parameter.numel() == 0 || parameter.device_type != DeviceType.CPU || fused.StateOf(parameter) is not { } state) continue;
            state.Squares = empty([parameter.size(0)], parameter.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32).DetachFromDisposeScope();
            norms.states.Add(weight, state);
        }

        return norms;
    }

    /// <summary>The norm of a weight after the step; null where its update did not measure it.</summary>
    public double? Of(ProjectedWeight weight)
    {
        if (!states.TryGetValue(weight, out var state) || !state.IsMeasured) return null;
        using var sum = state.Squares!.sum(ScalarType.Float64);
        return Math.Sqrt(sum.item<double>());
    }

    /// <summary>Ends the asking.</summary>
    public void Dispose()
    {
        foreach (var state in states.Values)
        {
            state.Squares?.Dispose();
            (state.Squares, state.IsMeasured) = (null, false);
        }
    }
}
