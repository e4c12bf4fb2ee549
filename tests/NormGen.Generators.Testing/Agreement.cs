using static TorchSharp.torch;

namespace NormGen.Generators.Testing;

/// <summary>Holds a kernel's numbers against the truth.</summary>
internal static class Agreement
{
    /// <summary>Fails where shapes, places of NaN and infinity, or numbers differ.</summary>
    /// <param name="expected">The truth, in float64.</param>
    /// <param name="actual">The kernel's numbers.</param>
    /// <param name="accuracy">What is asked for.</param>
    /// <param name="at">What is compared, for the message.</param>
    /// <param name="change">What the truth changes by when its inputs do; asked for where the tolerance alone is not kept.</param>
    /// <param name="eager">What eager code in the kernel's type is off by; asked for last.</param>
    public static void Check(Tensor expected, Tensor actual, Accuracy accuracy, string at, Func<double> change, Func<double> eager)
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{at}: shape [{string.Join(", ", actual.shape)}] instead of [{string.Join(", ", expected.shape)}].");
        if (expected.numel() == 0) return;
        var result = actual.to(ScalarType.Float64);
        Assert.True((result == double.PositiveInfinity).ne(expected == double.PositiveInfinity).any().item<bool>() is false, $"{at}: infinity in other places.");
        Assert.True(result.isnan().ne(expected.isnan()).any().item<bool>() is false, $"{at}: NaN in other places.");
        var error = Largest(result - expected);
        var size = Largest(expected);
        var bound = accuracy.Tolerance * Math.Max(size, 1);
        if (error <= bound || (accuracy.Noise > 0 && error <= bound + accuracy.Slack * change())) return;
        var yardstick = eager();
        Assert.True(error <= 2 * yardstick, $"{at}: off by {error:E2}, the largest entry is {size:E2}; eager code is off by {yardstick:E2}.");
    }

    /// <summary>The largest magnitude among the numbers.</summary>
    public static double Largest(Tensor tensor) => tensor.numel() == 0 ? 0 : tensor.abs().nan_to_num(0, 0, 0).max().item<double>();
}
