using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>A call in place beside the formula in float64: results, the tensor itself, gradients.</summary>
internal static class InplaceComparison
{
    /// <summary>Without gradients.</summary>
    /// <param name="reusing">The call: results, in order.</param>
    /// <param name="formula">The same in TorchSharp.</param>
    /// <param name="tensors">What both are given; the call gets copies in its type.</param>
    /// <param name="type">The type.</param>
    /// <param name="tolerance">Beside the largest number of a result.</param>
    /// <param name="overwritten">Which tensor is overwritten.</param>
    /// <param name="taken">Which result takes its place.</param>
    /// <param name="place">How the overwritten tensor lies in memory; null for rows one after the other.</param>
    internal static void Values(Func<Tensor[], Tensor[]> reusing, Func<Tensor[], Tensor[]> formula, Tensor[] tensors, ScalarType type, double tolerance, int overwritten = 0, int taken = 0, Func<Tensor, Tensor>? place = null)
    {
        using var gradients = no_grad();
        Tensor[] given = [.. tensors.Select((t, i) => i == overwritten && place is not null ? place(t.to(type)) : t.to(type).clone())];
        // The formula sees the same rounded numbers.
        var expected = formula([.. given.Select(t => t.to(ScalarType.Float64).clone())]);
        var before = Address(given[overwritten]);
        var actual = reusing(given);
        Assert.Same(given[overwritten], actual[taken]);
        Assert.Equal(before, Address(given[overwritten]));
        for (var i = 0; i < expected.Length; i++) Close(expected[i], actual[i], tolerance, $"result {i}");
    }

    /// <summary>With gradients, in float64, which the call may not refuse.</summary>
    /// <param name="reusing">The call: results, in order.</param>
    /// <param name="formula">The same in TorchSharp, or out of place.</param>
    /// <param name="tensors">What both are given.</param>
    /// <param name="wanted">Whose gradients are wanted.</param>
    /// <param name="overwritten">Which tensor is overwritten.</param>
    /// <param name="view">Makes a non-leaf of the leaf behind the overwritten tensor; null for a product.</param>
    internal static void Gradients(Func<Tensor[], Tensor[]> reusing, Func<Tensor[], Tensor[]> formula, Tensor[] tensors, int[] wanted, int overwritten = 0, Func<Tensor, Tensor>? view = null)
    {
        var (expectedResults, expected) = Run(formula);
        var (actualResults, actual) = Run(reusing);
        for (var i = 0; i < expectedResults.Length; i++) Close(expectedResults[i], actualResults[i], 1e-12, $"result {i}");
        for (var i = 0; i < expected.Length; i++) Close(expected[i], actual[i], 1e-11, $"gradient of {wanted[i]}");

        (Tensor[] Results, Tensor[] Gradients) Run(Func<Tensor[], Tensor[]> call)
        {
            Tensor[] leaves = [.. tensors.Select((t, i) => t.clone().requires_grad_(wanted.Contains(i)))];
            Tensor[] given = [.. leaves.Select((t, i) => i != overwritten || !wanted.Contains(i) ? t : view is null ? t * 1 : view(t * 1))];
            var results = call(given);
            using var generator = new Generator(5);
            // Something behind the results, so that their place in the graph matters.
            var sum = results.Select(r => ((r + 0.3).square() * randn(r.shape, dtype: ScalarType.Float64, generator: generator)).sum()).ToList().Aggregate((a, b) => a + b);
            return ([.. results.Select(r => r.detach().clone())], [.. autograd.grad([sum], [.. wanted.Select(i => leaves[i])])]);
        }
    }

    internal static unsafe nint Address(Tensor tensor) => (nint)NormGen.Kernels.Native.TorchNative.THSTensor_data(tensor.Handle);

    internal static void Close(Tensor expected, Tensor actual, double tolerance, string what = "")
    {
        Assert.Equal(expected.shape, actual.shape);
        if (expected.numel() == 0) return;
        var error = (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().item<double>() / Math.Max(1, expected.abs().max().to(ScalarType.Float64).item<double>());
        Assert.True(error <= tolerance, $"{what}: error {error:E2}");
    }
}
