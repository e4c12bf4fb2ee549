using TorchSharp;
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
        """));

    [Theory]
    [InlineData("Snapped", ScalarType.Float64)]
    [InlineData("Snapped", ScalarType.Float32)]
    [InlineData("Power", ScalarType.Float64)]
    [InlineData("Power", ScalarType.Float32)]
    public void AreTheSecondFormula(string name, ScalarType type)
    {
        using var scope = NewDisposeScope();
        foreach (var shape in new long[][] { [5, 7], [64, 33], [1, 16], [2, 3, 9] }) Same(name, shape, type);
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

    private static void Same(string name, long[] shape, ScalarType type)
    {
        var formula = Library.Value[name];
        var backward = formula.Formula.DeclaringType!.GetMethod(name + "Backward", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!;
        using var generator = new torch.Generator(9);
        var exact = formula.Tensors.Select((_, i) => randn(formula.ShapeOf(i, shape), dtype: ScalarType.Float32, generator: generator).to(ScalarType.Float64)).ToArray();
        if (name == "Snapped") exact[1] = exact[1].abs() + 0.5;
        var own = exact.Select((t, i) => t.to(type).clone().requires_grad_(!formula.IsUpdated(i))).ToArray();
        var numbers = formula.Kernel.GetParameters().Where(p => p.ParameterType == typeof(double)).Select(p => p.DefaultValue!).ToArray();
        var tolerance = type == ScalarType.Float64 ? 1e-10 : 2e-5;
        for (var step = 0; step < 3; step++)
        {
            var dy = randn(shape, dtype: ScalarType.Float32, generator: generator).to(ScalarType.Float64);
            for (var i = 0; i < own.Length; i++) own[i].grad = null;
            var y = formula.CallKernel(own)[0];
            y.backward([dy.to(type)]);

            var results = formula.CallFormula(exact);
            var gradients = (System.Runtime.CompilerServices.ITuple)backward.Invoke(null, [.. exact, .. numbers, dy])!;
            var names = backward.ReturnParameter.GetCustomAttributes(false).OfType<System.Runtime.CompilerServices.TupleElementNamesAttribute>().Single().TransformNames;
            Close(results[0], y, tolerance);
            for (var g = 0; g < gradients.Length; g++)
            {
                var place = Array.FindIndex(formula.Tensors, p => p.Name == names[g]);
                Close((Tensor)gradients[g]!, formula.IsUpdated(place) ? own[place] : own[place].grad!, tolerance);
                if (formula.IsUpdated(place)) exact[place] = (Tensor)gradients[g]!;
            }

            for (var r = 1; r < results.Length; r++)
            {
                var place = Array.FindIndex(formula.Tensors, p => p.Name == formula.ResultNames![r]);
                Close(results[r], own[place], tolerance);
                exact[place] = results[r];
            }
        }
    }

    private static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual.detach().to(ScalarType.Float64)).abs().max().item<double>();
        Assert.True(error <= tolerance * Math.Max(1, expected.abs().max().item<double>()), $"off by {error:E2}");
    }
}
