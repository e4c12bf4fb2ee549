using NormGen.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Formulas with gradients of their own where no kernel takes the tensors.</summary>
public class OwnGradientsTests
{
    [Fact]
    public void BackwardComputesTheAuthorsGradients()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (randn(3, 5, dtype: ScalarType.Float64).requires_grad_(), randn(5, dtype: ScalarType.Float64).requires_grad_());
        var y = Rounded(x, w)[0];
        y.backward([ones_like(y) * 2]);
        Assert.True((y - x.round() * w).abs().max().item<double>() == 0);
        Assert.True((x.grad! - 2 * w.expand_as(x)).abs().max().item<double>() == 0);
        Assert.True((w.grad! - 2 * x.round().sum([0L])).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void TheyHaveGradientsThemselves()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (randn(3, 5, dtype: ScalarType.Float64).requires_grad_(), randn(5, dtype: ScalarType.Float64).requires_grad_());
        var first = autograd.grad([Rounded(x, w)[0].sum()], [x], create_graph: true)[0];
        var second = autograd.grad([first.square().sum()], [w])[0];
        Assert.True((second - 6 * w).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void WithoutGradientsNothingIsKept()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (randn(3, 5).requires_grad_(), randn(5));
        using (no_grad()) Assert.False(Rounded(x, w)[0].requires_grad);
        Assert.False(Rounded(x.detach(), w)[0].requires_grad);
    }

    [Fact]
    public void AStatisticIsReadAsItWasBeforeTheUpdate()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 5, dtype: ScalarType.Float64).requires_grad_();
        var scale = full(5, 2.0, dtype: ScalarType.Float64);
        var y = OwnGradients.Apply("Scaled", [x, scale], [], static (t, _) =>
        {
            var result = t[0] * t[1];
            t[1].add_(1); // returns the tensor itself
            return [result];
        }, static (t, _) => [t[2] * t[1], null!], updated: 2)[0];
        y.sum().backward();
        Assert.True((scale - 3).abs().max().item<double>() == 0);
        Assert.True((x.grad! - 2).abs().max().item<double>() == 0);
    }

    [Fact]
    public void AMissingTensorIsNamed()
        => Assert.Contains("Rounded: tensor 1 is null", Assert.Throws<ArgumentNullException>(() => Rounded(zeros(2, 2), null!)).Message, StringComparison.Ordinal);

    internal static Tensor[] Rounded(Tensor x, Tensor w)
        => OwnGradients.Apply("Rounded", [x, w], [], static (t, _) => [t[0].round() * t[1]], static (t, _) => [t[2] * t[1], (t[2] * t[0].round()).sum([0L])]);
}
