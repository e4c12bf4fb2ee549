using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests;

/// <summary>Tests that count live tensors: the count is the process's, so nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountingTensors
{
    public const string Name = nameof(CountingTensors);

    /// <summary>Runs a step once, for what is made and kept on first use, then several times: not one tensor may stay.</summary>
    /// <param name="step">The step.</param>
    internal static void AssertNothingStays(Action step)
    {
        step();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 20; i++) step();
        Assert.Equal(before, Tensor.TotalCount);
    }
}
