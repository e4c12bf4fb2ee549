using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Evolved;

/// <summary>EvoNorm against its composed form, its promises, and what it refuses.</summary>
public class EvoNormTests
{
    private static readonly string[] Variants = ["B0", "B1", "B2", "S0", "S1", "S2"];

    public static TheoryData<string, ScalarType> Cases()
    {
        var data = new TheoryData<string, ScalarType>();
        foreach (var variant in Variants) foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 }) data.Add(variant, type);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_agrees_with_the_composed_form_in_result_and_all_gradients(string variant, ScalarType type)
    {
        foreach (var shape in new long[][] { [2, 4, 3, 5], [3, 6, 17, 3], [1, 2, 33, 31], [40, 4, 8, 8], [5, 2, 1, 1] })
        {
            foreach (var training in new[] { true, false })
            {
                using var scope = NewDisposeScope();
                manual_seed(1);
                var norm = Make(variant, shape[1], type);
                var composed = new ComposedEvoNorm(variant, norm);
                norm.call(randn(shape, type) * 2);
                norm.train(training);
                composed.train(training);
                Compared.Forward(composed, norm, randn(shape, type) + 0.3);
            }
        }
    }

    [Theory]
    [InlineData("S0")]
    [InlineData("S1")]
    [InlineData("S2")]
    public void The_S_series_is_the_same_in_training_and_evaluation_and_for_any_batch(string variant)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var norm = Make(variant, 8, ScalarType.Float32);
        var x = randn(5, 8, 7, 6);
        var y = norm.call(x);
        norm.eval();
        Assert.True(y.eq(norm.call(x)).all().item<bool>());
        Assert.True(y[2..3].eq(norm.call(x[2..3])).all().item<bool>());
        Assert.DoesNotContain("running_var", norm.state_dict().Keys);
    }

    [Theory]
    [InlineData("B0")]
    [InlineData("B1")]
    [InlineData("B2")]
    public void In_evaluation_no_sample_of_the_B_series_depends_on_another_and_nothing_is_counted(string variant)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var norm = (EvoNorm2dB)Make(variant, 4, ScalarType.Float32);
        norm.call(randn(5, 4, 7, 6) * 3);
        norm.eval();
        var (x, before) = (randn(5, 4, 7, 6), norm.running_var.clone());
        Assert.True(norm.call(x)[2..3].eq(norm.call(x[2..3])).all().item<bool>());
        Assert.True(before.eq(norm.running_var).all().item<bool>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_running_variance_is_fed_the_variance_it_is_said_to(bool unbiased)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var norm = torch.nn.EvoNorm2dB0(3, momentum: 0.25, runningVarUnbiased: unbiased, dtype: ScalarType.Float64);
        var x = randn([2, 3, 2, 2], ScalarType.Float64);
        norm.call(x);
        Compared.Same(0.75 + 0.25 * x.var([0L, 2, 3], unbiased: unbiased), norm.running_var, ScalarType.Float64, "running variance");
    }

    [Theory]
    [InlineData(6, 32, 6)]
    [InlineData(7, 4, 1)]
    [InlineData(64, 32, 32)]
    [InlineData(48, 32, 24)]
    public void Groups_that_do_not_divide_the_channels_are_lowered_until_they_do(long channels, long asked, long groups)
        => Assert.Equal(groups, torch.nn.EvoNorm2dS0(channels, asked).groups);

    [Fact]
    public void Keys_and_defaults_are_those_of_timm()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(["weight", "bias", "v", "running_var"], torch.nn.EvoNorm2dB0(4).state_dict().Keys.OrderBy(key => Array.IndexOf(["weight", "bias", "v", "running_var"], key)));
        Assert.Equal(["bias", "running_var", "weight"], torch.nn.EvoNorm2dB1(4).state_dict().Keys.Order());
        Assert.Equal(["bias", "v", "weight"], torch.nn.EvoNorm2dS0(4).state_dict().Keys.Order());
        Assert.Equal(["bias", "weight"], torch.nn.EvoNorm2dS2(4).state_dict().Keys.Order());
        Assert.Equal(["bias", "weight"], torch.nn.EvoNorm2dS0(4, nonlinearity: false).state_dict().Keys.Order());
        var norm = torch.nn.EvoNorm2dB0(4);
        Assert.Equal((1e-5, 0.1, true, false), (norm.eps, norm.momentum, norm.nonlinearity, norm.RunningVarUnbiased));
        Assert.Equal((4f, 0f, 4f, 4f), (norm.weight!.sum().item<float>(), norm.bias!.abs().sum().item<float>(), norm.v!.sum().item<float>(), norm.running_var.sum().item<float>()));
    }

    [Fact]
    public void Without_nonlinearity_gain_and_offset_are_left()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        foreach (var norm in new EvoNorm2d[] { torch.nn.EvoNorm2dB0(4, nonlinearity: false), torch.nn.EvoNorm2dS1(4, nonlinearity: false) })
        {
            using (no_grad()) foreach (var parameter in norm.parameters()) parameter.copy_(randn(4));
            var x = randn(3, 4, 5, 6);
            Compared.Same(x * norm.weight!.view(1, -1, 1, 1) + norm.bias!.view(1, -1, 1, 1), norm.call(x), ScalarType.Float32, "result");
            if (norm is EvoNorm2dB tracked) Assert.Equal(4, tracked.running_var.sum().item<float>());
        }
    }

    [Fact]
    public void It_saves_loads_moves_and_resets()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var norm = (EvoNorm2dB0)Make("B0", 4, ScalarType.Float32);
        norm.call(randn(3, 4, 5, 6) * 2);
        using var stream = new MemoryStream();
        norm.save(new BinaryWriter(stream));
        stream.Position = 0;
        var again = torch.nn.EvoNorm2dB0(4);
        again.load(new BinaryReader(stream));
        foreach (var (key, value) in norm.state_dict()) Assert.True(value.eq(again.state_dict()[key]).all().item<bool>(), key);
        again.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, again.running_var.dtype);
        Assert.Equal(ScalarType.Float64, again.call(randn([2, 4, 3, 3], ScalarType.Float64)).dtype);
        again.reset_parameters();
        Assert.Equal((4.0, 4.0, 4.0), (again.running_var.sum().item<double>(), again.v!.sum().item<double>(), again.weight!.sum().item<double>()));
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Half_types_are_computed_in_float32(ScalarType type)
    {
        foreach (var variant in Variants)
        {
            using var scope = NewDisposeScope();
            manual_seed(7);
            var norm = Make(variant, 4, ScalarType.Float32);

            // Squares of these overflow float16; moments are float32.
            var x = (randn(3, 4, 9, 8) * 300).to(type);
            var y = norm.call(x);
            Assert.Equal(type, y.dtype);
            Assert.True(y.isfinite().all().item<bool>(), variant);
            norm.reset_parameters();
            Compared.Same(norm.call(x.@float()).to(type), norm.call(x), type, variant);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Second_derivatives_are_those_of_the_composed_form(string variant, ScalarType type)
    {
        if (type != ScalarType.Float64) return;
        using var scope = NewDisposeScope();
        manual_seed(8);
        var norm = Make(variant, 4, type);
        var data = randn([2, 4, 3, 3], type);
        Compared.Same(Twice(new ComposedEvoNorm(variant, norm)), Twice(norm), type, "second derivative");

        Tensor Twice(nn.Module<Tensor, Tensor> module)
        {
            var x = data.detach().requires_grad_();
            var first = autograd.grad([module.call(x * 1).pow(3).sum()], [x], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [x])[0];
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>("groups", () => torch.nn.EvoNorm2dS0(4, groups: 0));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => torch.nn.EvoNorm2dB0(4, momentum: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.EvoNorm2dB0(4, eps: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("num_features", () => torch.nn.EvoNorm2dS2(0));
        var norm = torch.nn.EvoNorm2dB0(4, runningVarUnbiased: true);
        Assert.Contains("[2, 3, 5, 5]", Assert.Throws<ArgumentException>("input", () => norm.call(randn(2, 3, 5, 5))).Message);
        Assert.Contains("4 dimensions", Assert.Throws<ArgumentException>("input", () => norm.call(randn(2, 4))).Message);
        Assert.Contains("more than one value", Assert.Throws<ArgumentException>("input", () => norm.call(randn(1, 4, 1, 1))).Message);
        Assert.Equal(4, norm.running_var.sum().item<float>());
        Assert.Equal([0, 4, 3, 3], norm.call(randn(0, 4, 3, 3)).shape);
        Assert.Equal(4, norm.running_var.sum().item<float>());
    }

    internal static EvoNorm2d Make(string variant, long channels, ScalarType type)
    {
        EvoNorm2d norm = variant switch
        {
            "B0" => torch.nn.EvoNorm2dB0(channels, 1e-3, dtype: type),
            "B1" => torch.nn.EvoNorm2dB1(channels, 1e-3, dtype: type),
            "B2" => torch.nn.EvoNorm2dB2(channels, 1e-3, dtype: type),
            "S0" => torch.nn.EvoNorm2dS0(channels, 2, 1e-3, dtype: type),
            "S1" => torch.nn.EvoNorm2dS1(channels, 2, 1e-3, dtype: type),
            _ => torch.nn.EvoNorm2dS2(channels, 2, 1e-3, dtype: type),
        };
        using var noGradients = no_grad();
        foreach (var parameter in norm.parameters()) parameter.copy_(randn(channels).to(type));
        return norm;
    }
}
