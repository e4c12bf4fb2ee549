using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

public class RMSNormTests
{
    public static TheoryData<long[], int, ScalarType> Shapes()
    {
        var data = new TheoryData<long[], int, ScalarType>();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            foreach (var shape in new long[][] { [2, 128, 64], [5, 12, 123], [7, 1], [1, 9], [33], [3, 257], [64, 1024], [0, 16], [2, 0, 5] }) data.Add(shape, 1, type);
            foreach (var shape in new long[][] { [4, 5, 6], [3, 2, 3, 7], [5, 6], [0, 2, 3] }) data.Add(shape, 2, type);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_agrees_with_the_composed_form_in_result_and_all_gradients(long[] shape, int dimensions, ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = randn(shape, type);
        var normalized = shape[^dimensions..];
        using var norm = torch.nn.RMSNorm(normalized, eps: 1e-4, dtype: type);
        using (no_grad()) norm.weight!.copy_(randn(normalized, type));
        using var composed = new ComposedRMSNorm(dimensions, norm.weight, 1e-4);
        Compared.Forward(composed, norm, x);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Without_a_gain_it_agrees_as_well(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var norm = torch.nn.RMSNorm(21, elementwise_affine: false, dtype: type);
        using var composed = new ComposedRMSNorm(1, null, type == ScalarType.Float32 ? MathF.BitIncrement(1) - 1 : double.BitIncrement(1) - 1);
        Compared.Forward(composed, norm, randn([6, 21], type));
    }

    [Fact]
    public void Strided_and_expanded_inputs_give_what_their_copies_give()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var norm = torch.nn.RMSNorm(12, eps: 1e-5, dtype: ScalarType.Float64);
        using var composed = new ComposedRMSNorm(1, norm.weight, 1e-5);
        Compared.Forward(composed, norm, randn([12, 10], ScalarType.Float64), x => x.t());
        Compared.Forward(composed, norm, randn([6, 24], ScalarType.Float64), x => x.slice(-1, 1, 24, 2));
        Compared.Forward(composed, norm, randn([1, 12], ScalarType.Float64), x => x.expand(5, 12));
        Compared.Forward(composed, norm, randn([4, 1], ScalarType.Float64), x => x.expand(4, 12));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Its_default_eps_is_the_one_of_libtorch(ScalarType type)
    {
        // Values so small that eps decides: the machine epsilon of the type that libtorch computes in.
        using var scope = NewDisposeScope();
        using var script = torch.jit.compile("def rms(x):\n    return torch.rms_norm(x, [8])\n");
        var x = (arange(8, dtype: ScalarType.Float64) * (type == ScalarType.Float64 ? 1e-9 : 1e-4)).reshape(1, 8).to(type);
        using var norm = torch.nn.RMSNorm(8, dtype: type);
        Compared.Same((Tensor)script.invoke("rms", x), norm.call(x), type, "result");
    }

    [Fact]
    public void Its_default_eps_follows_the_type_of_the_gain()
    {
        using var norm = torch.nn.RMSNorm(8);
        Assert.Equal(MathF.BitIncrement(1) - 1, norm.eps);
        norm.to(ScalarType.Float64);
        Assert.Equal(double.BitIncrement(1) - 1, norm.eps);
        norm.eps = 1e-3;
        Assert.Equal(1e-3, norm.eps);
    }

    [Fact]
    public void Its_functional_form_takes_the_gain_from_the_caller()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (randn([3, 4, 5], ScalarType.Float64), randn([4, 5], ScalarType.Float64));
        using var composed = new ComposedRMSNorm(2, weight, 1e-3);
        Compared.Same(composed.call(x), torch.nn.functional.rms_norm(x, [4, 5], weight, 1e-3), ScalarType.Float64, "result");
    }

    [Fact]
    public void Not_a_number_and_infinity_spread_over_their_row_alone()
    {
        using var scope = NewDisposeScope();
        var x = randn([4, 6]);
        x[1, 2] = float.NaN;
        x[2, 3] = float.PositiveInfinity;
        using var norm = torch.nn.RMSNorm(6);
        using var composed = new ComposedRMSNorm(1, norm.weight, norm.eps);
        var (expected, actual) = (composed.call(x), norm.call(x));
        Assert.True(expected.isnan().eq(actual.isnan()).all().item<bool>());
        Assert.False(actual[0].isnan().any().item<bool>());
    }
}
