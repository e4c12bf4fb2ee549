using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.HalfTypes;

/// <summary>Norms over bfloat16 and float16 rows: computed in float32 and rounded once, whatever type the parameters have.</summary>
public class HalfNormTests
{
    public static TheoryData<ScalarType, ScalarType, string> Cases()
    {
        var cases = new TheoryData<ScalarType, ScalarType, string>();
        foreach (var type in (ScalarType[])[ScalarType.BFloat16, ScalarType.Float16])
        {
            foreach (var parameters in (ScalarType[])[type, ScalarType.Float32])
            {
                cases.Add(type, parameters, "rms");
                cases.Add(type, parameters, "layer");
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_and_gradients_are_those_of_float32_rounded_once(ScalarType type, ScalarType parameters, string kind)
    {
        foreach (var (rows, features) in ((long, long)[])[(5, 7), (33, 64), (3, 1023), (300, 128), (1, 1), (0, 8)])
        {
            using var scope = NewDisposeScope();
            manual_seed(rows + features);
            var x = randn(rows, features).to(type);
            var weight = (randn(features) + 1).to(parameters);
            var bias = randn(features).to(parameters);
            var dy = randn(rows, features).to(type);
            var (y, gradients) = Run(kind, x, weight, bias, dy);
            var (expected, expectedGradients) = Run(kind, x.@float(), weight.@float(), bias.@float(), dy.@float());

            Assert.Equal(type, y.dtype);
            AssertRounded(expected, y, "y");
            for (var i = 0; i < gradients.Length; i++)
            {
                Assert.Equal(i == 0 ? type : parameters, gradients[i].dtype);
                AssertRounded(expectedGradients[i], gradients[i], "gradient " + i);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Second_derivatives_exist_and_are_near_those_of_float32(ScalarType type, ScalarType parameters, string kind)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var x = randn(6, 16).to(type);
        var weight = (randn(16) + 1).to(parameters);
        var bias = randn(16).to(parameters);
        var second = Second(x, weight, bias);
        Assert.Equal(type, second.dtype);
        var expected = Second(x.@float(), weight.@float(), bias.@float());
        var error = ((second.@float() - expected).abs().max() / expected.abs().max()).item<float>();
        Assert.True(error < 0.05, $"{error:E1}");

        Tensor Second(Tensor x, Tensor weight, Tensor bias)
        {
            x = x.detach().requires_grad_();
            weight = weight.detach().requires_grad_();
            var y = Call(kind, x, weight, bias);
            var first = autograd.grad([y.pow(2).sum()], [x], create_graph: true)[0];
            return autograd.grad([first.pow(2).sum()], [x])[0];
        }
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Int32)]
    public void A_gain_of_a_type_that_does_not_fit_is_named(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>("weight", () => Norms.RMSNorm(randn(2, 4).to(ScalarType.BFloat16), ones(4, dtype: type), 1e-6));
        Assert.Contains("BFloat16", error.Message);
    }

    private static (Tensor y, Tensor[] gradients) Run(string kind, Tensor x, Tensor weight, Tensor bias, Tensor dy)
    {
        Tensor[] inputs = [x.detach().requires_grad_(), weight.detach().requires_grad_(), bias.detach().requires_grad_()];
        var y = Call(kind, inputs[0], inputs[1], inputs[2]);
        return (y.detach(), [.. autograd.grad([y], kind == "rms" ? inputs[..2] : inputs, [dy])]);
    }

    private static Tensor Call(string kind, Tensor x, Tensor weight, Tensor bias)
        => kind == "rms" ? Norms.RMSNorm(x, weight, 1e-6) : Norms.LayerNorm(x, weight, bias, 1e-5);

    /// <summary>
    /// The kernel computes the same float32 numbers and rounds them; where those of the two runs differ in the last bit, rounding may go the other way. Below the smallest normal number a type
    /// has steps of one size, so half of such a step is allowed whatever the number: the gradient of one feature alone is nearly nothing.
    /// </summary>
    private static void AssertRounded(Tensor expected, Tensor actual, string what)
    {
        if (expected.numel() == 0) return;
        var (unit, step) = actual.dtype switch { ScalarType.BFloat16 => (1f / 128, 0f), ScalarType.Float16 => (1f / 1024, 1f / (1 << 24)), _ => (1e-5f, 0f) };
        var distance = ((actual.@float() - expected).abs() - 0.5f * step).clamp_min(0);
        var error = (distance / (expected.abs() + expected.abs().max() * 1e-3f + 1e-20f)).max().item<float>();
        Assert.True(error <= unit * 0.51f || actual.dtype == ScalarType.Float32 && error < unit, $"{what} {expected.shape.Length}-D: {error / unit} units");
    }
}
