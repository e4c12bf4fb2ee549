using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas whose gradients are a second formula: what arrives is that formula, with the statistics it changes, from the kernel and without one.</summary>
public class OwnGradientsTests
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile("""
            // Rounded forward, the identity backward where nothing was clipped, and a gradient for the step.
            [Fused(nameof(SnappedFormula), Backward = nameof(SnappedBackward))]
            internal static partial Tensor Snapped(Tensor x, [PerFeature] Tensor step, double levels = 4);
            private static Tensor SnappedFormula(Tensor x, Tensor step, double levels) => (x / step).clamp(-levels, levels).round() * step;
            private static (Tensor x, Tensor step) SnappedBackward(Tensor x, Tensor step, double levels, Tensor dy)
            {
                var scaled = x / step;
                var inside = (scaled.abs() <= levels).to(x.dtype);
                return (dy * inside, (dy * (scaled.clamp(-levels, levels).round() - scaled * inside)).reshape(-1, x.shape[^1]).sum([0L]));
            }

            // PowerNorm: running statistics normalize, gradients are smoothed by one that changes in backward.
            [Fused(nameof(PowerFormula), Backward = nameof(PowerBackward))]
            internal static partial Tensor Power(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature, Updated] Tensor phi, [PerFeature, Updated] Tensor ema, double alpha = 0.9, double eps = 0.05);
            private static (Tensor Y, Tensor phi) PowerFormula(Tensor x, Tensor weight, Tensor bias, Tensor phi, Tensor ema, double alpha, double eps)
            {
                var q = x.reshape(-1, x.shape[^1]).square().mean([0L]);
                return (x * rsqrt(phi.abs() + eps) * weight + bias, alpha * phi + (1 - alpha) * q);
            }

            private static (Tensor x, Tensor weight, Tensor bias, Tensor ema) PowerBackward(Tensor x, Tensor weight, Tensor bias, Tensor phi, Tensor ema, double alpha, double eps, Tensor dy)
            {
                var q = x.reshape(-1, x.shape[^1]).square().mean([0L]);
                var z = x * rsqrt(phi.abs() + eps);
                var a = dy * weight - (1 - alpha) * ema * z;
                var change = (a * z).reshape(-1, x.shape[^1]).mean([0L]);
                return (a * rsqrt(q + eps), (dy * z).reshape(-1, x.shape[^1]).sum([0L]), dy.reshape(-1, x.shape[^1]).sum([0L]), ema + change);
            }

            // Gradients that are no sums over rows: there are none to sum, and they are not zero.
            [Fused(nameof(FixedFormula), Backward = nameof(FixedBackward))]
            internal static partial Tensor Fixed(Tensor x, [PerFeature] Tensor w, [PerFeature] Tensor v);
            private static Tensor FixedFormula(Tensor x, Tensor w, Tensor v) => x * w + v;
            private static (Tensor x, Tensor w, Tensor v) FixedBackward(Tensor x, Tensor w, Tensor v, Tensor dy) => (dy * w, w, (dy * x).reshape(-1, x.shape[^1]).mean([0L]));
        """));

    [Theory]
    [InlineData("Snapped", ScalarType.Float64)]
    [InlineData("Snapped", ScalarType.Float32)]
    [InlineData("Power", ScalarType.Float64)]
    [InlineData("Power", ScalarType.Float32)]
    [InlineData("Fixed", ScalarType.Float32)]
    public void AreTheSecondFormula(string name, ScalarType type)
    {
        foreach (var shape in new long[][] { [5, 7], [64, 33], [1, 16], [2, 3, 9], [0, 7] })
            new Comparison(Library.Value[name], shape, type) { IsTwice = true, Data = (i, drawn) => name == "Snapped" && i == 1 ? drawn.abs() + 0.5 : drawn }.Check();
    }

    /// <summary>Where the formula runs instead of the kernel, over no rows and with a graph of its own, new values reach parameters that are converted for it.</summary>
    [Theory]
    [InlineData("Power", ScalarType.Float32, ScalarType.Float16)]
    [InlineData("Power", ScalarType.Float32, ScalarType.BFloat16)]
    [InlineData("Power", ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData("Fixed", ScalarType.Float16, ScalarType.Float32)]
    public void AreItForParametersOfAnotherType(string name, ScalarType type, ScalarType parameters)
    {
        foreach (var shape in new long[][] { [0, 7], [5, 7], [2, 3, 9] })
            foreach (var isTwice in new[] { false, true })
                new Comparison(Library.Value[name], shape, type) { Types = i => i == 0 ? type : parameters, IsTwice = isTwice && shape[0] > 0, Accuracy = Accuracy.Of(type) }.Check();
    }

    /// <summary>What one step leaves in the statistics, the next one reads.</summary>
    [Fact]
    public void StatisticsGoOnFromStepToStep()
    {
        using var scope = NewDisposeScope();
        var formula = Library.Value["Power"];
        using var generator = new Generator(9);
        Tensor[] Draw() => [.. formula.Tensors.Select((_, i) => randn(formula.ShapeOf(i, [5, 7]), dtype: ScalarType.Float64, generator: generator))];
        var own = Draw();
        Tensor[] expected = [.. own.Select(t => t.clone())];
        for (var step = 0; step < 3; step++)
        {
            var (next, dy) = (Draw(), randn(5, 7, dtype: ScalarType.Float64, generator: generator));
            foreach (var (side, state) in new (Side, Tensor[])[] { (new KernelSide(formula), own), (FormulaSide.Of(formula), expected) })
            {
                for (var i = 0; i < 3; i++) state[i] = next[i].clone().requires_grad_();
                side.Backward(side.Call(state), [dy]);
            }

            for (var i = 0; i < own.Length; i++) Close(i < 3 ? expected[i].grad! : expected[i], i < 3 ? own[i].grad! : own[i]);
        }
    }

    [Fact]
    public void SecondDerivativesAreThoseOfTheSecondFormula()
    {
        using var scope = NewDisposeScope();
        var formula = Library.Value["Snapped"];
        var x = randn(4, 6, dtype: ScalarType.Float64).requires_grad_();
        var step = (rand(6, dtype: ScalarType.Float64) + 0.5).detach().requires_grad_();
        var dy = randn(4, 6, dtype: ScalarType.Float64).requires_grad_();
        var y = formula.CallKernel(x, step)[0];
        var first = autograd.grad([y], [x], [dy], create_graph: true)[0];
        var second = autograd.grad([first.square().sum()], [dy])[0];
        var inside = ((x / step).abs() <= 4).to(ScalarType.Float64);
        Assert.True((second - 2 * dy * inside).abs().max().item<double>() < 1e-12);
    }

    private static void Close(Tensor expected, Tensor actual) => Assert.True((expected - actual).abs().max().item<double>() <= 1e-10 * Math.Max(1, expected.abs().max().item<double>()));
}
