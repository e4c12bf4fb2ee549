using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Derivatives of derivatives: a kernel's backward hands over to the formula where the graph of the gradients is wanted.</summary>
public class SecondDerivativeTests
{
    [Fact]
    public void A_gradient_penalty_has_the_gradients_of_eager_code()
    {
        using var scope = NewDisposeScope();
        var (x, gain) = Data();
        var ours = Penalty(x, gain, Gates.Cosine(x, gain));
        var eager = Penalty(x, gain, Gates.CosineFormula(x, gain, 1e-6));
        Close(eager, ours);

        static Tensor[] Penalty(Tensor x, Tensor gain, Tensor y)
        {
            var first = autograd.grad([y.sin().sum()], [x, gain], retain_graph: true, create_graph: true);
            return [.. first, .. autograd.grad([first[0].square().sum() + first[1].exp().sum()], [x, gain])];
        }
    }

    [Fact]
    public void Third_derivatives_go_on_from_there()
    {
        using var scope = NewDisposeScope();
        var (x, gain) = Data();
        Close(Third(Gates.CosineFormula(x, gain, 1e-6)), Third(Gates.Cosine(x, gain)));

        Tensor[] Third(Tensor y)
        {
            var first = autograd.grad([y.square().sum()], [x], retain_graph: true, create_graph: true)[0];
            var second = autograd.grad([first.square().sum()], [x], retain_graph: true, create_graph: true)[0];
            return [.. autograd.grad([(second * second).sum()], [x, gain])];
        }
    }

    [Fact]
    public void An_input_made_of_another_does_not_count_twice()
    {
        using var scope = NewDisposeScope();
        var (x, gain) = Data();
        Close(Twice((a, b) => Gates.JointFormula(a, b, gain, 0.5)), Twice((a, b) => Gates.Joint(a, b, gain)));

        Tensor[] Twice(Func<Tensor, Tensor, (Tensor, Tensor)> joint)
        {
            var (stream, normed) = joint(x, x.sin());
            var first = autograd.grad([(stream * normed).square().sum()], [x], retain_graph: true, create_graph: true)[0];
            return [first.detach(), .. autograd.grad([first.square().sum()], [x, gain])];
        }
    }

    [Fact]
    public void Either_result_of_two_can_be_differentiated_twice()
    {
        using var scope = NewDisposeScope();
        var (x, gain) = Data();
        var f = randn(x.shape, dtype: ScalarType.Float64, requires_grad: true);
        for (var only = 0; only < 2; only++)
        {
            var (stream, normed) = Gates.Joint(x, f, gain);
            var (eagerStream, eagerNormed) = Gates.JointFormula(x, f, gain, 0.5);
            Close(Twice(only == 0 ? eagerStream : eagerNormed), Twice(only == 0 ? stream : normed));
        }

        Tensor[] Twice(Tensor y)
        {
            var first = autograd.grad([y.pow(3).sum()], [x, f], retain_graph: true, create_graph: true);
            return [.. autograd.grad([first[0].square().sum() + first[1].square().sum()], [x, f])];
        }
    }

    [Fact]
    public void A_graph_that_is_kept_gives_the_same_gradients_again()
    {
        using var scope = NewDisposeScope();
        var (x, gain) = Data();
        var y = Gates.Cosine(x, gain).sum();
        var first = autograd.grad([y], [x, gain], retain_graph: true);
        var second = autograd.grad([y], [x, gain]);
        for (var i = 0; i < 2; i++) Assert.Equal(first[i].data<double>().ToArray(), second[i].data<double>().ToArray());
    }

    private static (Tensor X, Tensor Gain) Data()
    {
        using var generator = new torch.Generator(3);
        return (randn(4, 9, dtype: ScalarType.Float64, generator: generator).requires_grad_(), randn(9, dtype: ScalarType.Float64, generator: generator).requires_grad_());
    }

    private static void Close(Tensor[] expected, Tensor[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var error = (expected[i] - actual[i]).abs().max().item<double>();
            Assert.True(error <= 1e-10 * Math.Max(1, expected[i].abs().max().item<double>()), $"gradient {i}: off by {error:E2}");
        }
    }
}
