using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Tensors that do not fit: an error that names the argument, what it was and what is expected, before anything is changed.</summary>
public class BadInputTests
{
    [Fact]
    public void Types_of_parameters_and_integers_are_refused()
    {
        using var scope = NewDisposeScope();
        Refused("gain", () => Gates.Cosine(randn(3, 8), randn(8, dtype: ScalarType.Float64)), "Cosine", "Float64", "Float32");
        Refused("f", () => Gates.Joint(randn(3, 8), ones(3, 8, dtype: ScalarType.Int64), randn(8)), "Joint", "Int64", "Float32");
        Refused("gain", () => Gates.Joint(randn(3, 8), randn(3, 8).to(ScalarType.BFloat16), randn(8, dtype: ScalarType.Float64)), "Joint", "Float64", "Float32");
        Refused("gain", () => Gates.Cosine(randn(3, 8), ones(8, dtype: ScalarType.Int64)), "Cosine", "Int64", "Float32");
        Refused("gain", () => Gates.Cosine(randn(3, 8, dtype: ScalarType.Float64), randn(8, dtype: ScalarType.BFloat16)), "Cosine", "BFloat16", "Float64");
        Refused("gain", () => Gates.Joint(randn(3, 8), randn(3, 8, dtype: ScalarType.Float64), ones(8, dtype: ScalarType.Int64)), "Joint", "Int64", "float64");
    }

    [Fact]
    public void Shapes_must_fit()
    {
        using var scope = NewDisposeScope();
        Refused("gain", () => Gates.Cosine(randn(3, 8), randn(7)), "Cosine", "[7]", "[8]", "[3, 8]");
        Refused("gain", () => Gates.Cosine(randn(3, 8), randn(1)), "[1]", "[8]");
        Refused("gain", () => Gates.Cosine(randn(3, 8), randn(3, 8)), "[3, 8]", "[8]");
        Refused("gain", () => Gates.Cosine(randn(3, 8), tensor(1f)), "[]", "[8]");
        Refused("f", () => Gates.Joint(randn(3, 8), randn(8), randn(8)), "[8]", "[3, 8]");
        Refused("f", () => Gates.Joint(randn(3, 8), randn(1, 8), randn(8)), "[1, 8]", "[3, 8]");
        Refused("f", () => Gates.Joint(randn(3, 8), randn(3, 1), randn(8)), "[3, 1]", "[3, 8]");
        Refused("x", () => Gates.Cosine(tensor(1f), randn(1)), "scalar", "[.., features]");
    }

    [Fact]
    public void Null_is_named()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => Gates.Cosine(null!, randn(8))).ParamName);
        Assert.Equal("gain", Assert.Throws<ArgumentNullException>(() => Gates.Cosine(randn(3, 8), null!)).ParamName);
        Assert.Equal("p", Assert.Throws<ArgumentNullException>(() => Gates.Step(null!, randn(3, 8), randn(3, 8), randn(8))).ParamName);
        Assert.Equal("m", Assert.Throws<ArgumentNullException>(() => Gates.Step(randn(3, 8), randn(3, 8), null!, randn(8))).ParamName);
    }

    [Fact]
    public void Disposed_tensors_are_an_error()
    {
        using var scope = NewDisposeScope();
        var (x, gain) = (randn(3, 8), randn(8));
        gain.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => Gates.Cosine(x, gain));
        x.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => Gates.Cosine(x, ones(8)));
    }

    [Fact]
    public void Other_devices_and_layouts_are_not_read_as_memory()
    {
        using var scope = NewDisposeScope();
        var meta = empty(3, 8, device: META);
        Assert.Equal(META.type, Gates.Cosine(meta, empty(8, device: META)).device_type);
        Refused("gain", () => Gates.Cosine(randn(3, 8), empty(8, device: META)), "meta", "cpu");
        var sparse = randn(3, 8).to_sparse();
        Assert.ThrowsAny<Exception>(() => Gates.Cosine(sparse, ones(8)));
        Assert.ThrowsAny<Exception>(() => Gates.Cosine(randn(3, 8), ones(8).to_sparse()));
    }

    [Fact]
    public void Other_element_types_go_through_the_formula()
    {
        using var scope = NewDisposeScope();
        Assert.True(Gates.Cosine(randn(3, 8).to(ScalarType.ComplexFloat32), ones(8).to(ScalarType.ComplexFloat32)).is_complex());
        Assert.True(Gates.Cosine(ones(3, 8, dtype: ScalarType.Int64), ones(8, dtype: ScalarType.Int64)).is_floating_point());
    }

    [Fact]
    public void Empty_tensors_work()
    {
        using var scope = NewDisposeScope();
        foreach (var shape in new long[][] { [0, 8], [3, 0], [0], [2, 0, 5], [0, 0] })
        {
            var x = randn(shape, requires_grad: true);
            var gain = randn(shape[^1], requires_grad: true);
            var y = Gates.Cosine(x, gain);
            Assert.Equal(shape, y.shape);
            y.sum().backward();
            Assert.Equal(shape, x.grad!.shape);
            Assert.Equal([shape[^1]], gain.grad!.shape);
            Assert.True(gain.grad.numel() == 0 || gain.grad.abs().max().item<float>() == 0);
            Gates.Step(x.detach(), randn(shape), randn(shape), randn(shape.Length < 2 ? shape[0] : shape[1..].Aggregate((a, b) => a * b)));
        }
    }

    [Fact]
    public void An_update_that_is_refused_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var p = randn(3, 8);
        var (g, m, rate) = (randn(3, 8), randn(3, 8), ones(8));
        var before = p.clone();
        Refused("g", () => Gates.Step(p, randn(3, 7), m, rate), "[3, 7]", "[3, 8]");
        Refused("m", () => Gates.Step(p, g, m.to(ScalarType.Int64), rate), "Int64", "Float32");
        Refused("rate", () => Gates.Step(p, g, m, ones(9)), "[9]", "[8]");
        Refused("p", () => Gates.Step(p, p, m, rate), "shares memory", "'g'");
        Refused("p", () => Gates.Step(p.narrow(0, 0, 2), g.narrow(0, 0, 2), p.narrow(0, 1, 2), rate), "shares memory", "'m'");
        Assert.Contains("no_grad", Assert.Throws<InvalidOperationException>(() => Gates.Step(p.clone().requires_grad_(), g, m, rate)).Message);
        Assert.Contains("'m'", Assert.Throws<InvalidOperationException>(() => Gates.Step(p, g, m.clone().requires_grad_(), rate)).Message);
        Assert.True(p.eq(before).all().item<bool>());
    }

    [Fact]
    public void An_update_of_a_tensor_that_overlaps_itself_is_refused()
    {
        using var scope = NewDisposeScope();
        var row = randn(1, 8);
        var before = row.clone();
        Assert.ThrowsAny<Exception>(() => Gates.Step(row.expand(3, 8), randn(3, 8), randn(3, 8), ones(8)));
        Assert.True(row.eq(before).all().item<bool>());
    }

    private static void Refused(string argument, Action call, params string[] words)
    {
        var error = Assert.Throws<ArgumentException>(call);
        Assert.Equal(argument, error.ParamName);
        foreach (var word in words) Assert.Contains(word, error.Message);
    }
}
