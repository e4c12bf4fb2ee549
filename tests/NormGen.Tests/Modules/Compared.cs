using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>Runs two modules on the same input and parameters and compares result and all gradients.</summary>
internal static class Compared
{
    public static double Tolerance(ScalarType type) => type switch { ScalarType.Float64 => 1e-11, ScalarType.Float32 => 2e-5, _ => 2e-2 };

    /// <summary>Compares tensors, relative to the largest entry of the expected one (or to 1: the data are of that size).</summary>
    /// <param name="expected">What is right.</param>
    /// <param name="actual">What came out.</param>
    /// <param name="type">The type whose tolerance holds.</param>
    /// <param name="what">What is compared, for the failure.</param>
    /// <param name="factor">How much more is allowed, where two ways both round.</param>
    public static void Same(Tensor expected, Tensor actual, ScalarType type, string what, double factor = 1)
    {
        using var scope = NewDisposeScope();
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{what}: shape [{string.Join(", ", actual.shape)}] instead of [{string.Join(", ", expected.shape)}].");
        Assert.Equal(expected.dtype, actual.dtype);
        if (expected.numel() == 0) return;
        var wanted = expected.detach().to(ScalarType.Float64);
        var largest = wanted.abs().max().item<double>();
        var error = (actual.detach().to(ScalarType.Float64) - wanted).abs().max().item<double>();
        Assert.True(error <= factor * Tolerance(type) * Math.Max(largest, 1), $"{what}: off by {error:E2}, the largest entry is {largest:E2}.");
    }

    /// <summary>Forward and backward of both, from an inner tensor as inside a model. <paramref name="view"/> makes the input from contiguous data.</summary>
    public static void Forward(nn.Module<Tensor, Tensor> expected, nn.Module<Tensor, Tensor> actual, Tensor data, Func<Tensor, Tensor>? view = null)
    {
        using var scope = NewDisposeScope();
        var (wanted, wantedGradients) = Run(expected, data, view ?? (x => x * 1));
        var (result, gradients) = Run(actual, data, view ?? (x => x * 1));
        Same(wanted, result, data.dtype, "result");
        for (var i = 0; i < wantedGradients.Count; i++) Same(wantedGradients[i].Gradient, gradients[i].Gradient, data.dtype, "gradient of " + wantedGradients[i].Name);
    }

    private static (Tensor Result, List<(string Name, Tensor Gradient)> Gradients) Run(nn.Module<Tensor, Tensor> module, Tensor data, Func<Tensor, Tensor> view)
    {
        module.zero_grad();
        var x = data.detach().requires_grad_();
        var y = module.call(view(x));
        var weights = arange(y.numel(), dtype: ScalarType.Float64).mul_(0.37).sin_().view(y.shape).to(y.dtype);
        (y * weights).sum().backward();
        var gradients = module.named_parameters().Select(item => (item.name, item.parameter.grad!.clone())).ToList();
        gradients.Insert(0, ("x", x.grad!));
        return (y, gradients);
    }
}
