using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.FirstLayer;

/// <summary>TrAct where the golden data do not go: both forms of the solve, windows of every kind, the limits that follow from the formula, what stays as it is, and what does not fit.</summary>
public class TrActTests
{
    [Theory]
    [InlineData(12, 5)]
    [InlineData(5, 5)]
    [InlineData(4, 9)]
    [InlineData(1, 6)]
    public void Both_forms_of_the_solve_are_the_inverse_written_out(int rows, int features)
    {
        using var scope = NewDisposeScope();
        Tensor x = Data([rows, features], 1), gradient = Data([rows, 3], 2);
        var inverse = linalg.inv(x.t().matmul(x) / rows + eye(features, dtype: ScalarType.Float64) * 0.1);
        Near(gradient.t().matmul(x).matmul(inverse), TrActGradient.OfRows(x, gradient, 0.1), 1e-11);
    }

    [Theory]
    [InlineData(1, 0, 1, 3)]
    [InlineData(2, 1, 1, 3)]
    [InlineData(1, 2, 2, 3)]
    [InlineData(3, 0, 1, 4)]
    [InlineData(1, 0, 1, 1)]
    [InlineData(7, 0, 1, 7)]
    public void Convolutions_of_every_stride_padding_and_dilation_are_the_linear_layer_of_what_each_position_sees(long stride, long padding, long dilation, long kernel)
    {
        using var scope = NewDisposeScope();
        var layer = nn.Conv2d(3, 4, kernel, stride, padding, dilation, dtype: ScalarType.Float64);
        var x = Data([2, 3, 7, 7], 1).requires_grad_();
        var plain = layer.call(x);
        var dy = Data(plain.shape, 3);
        plain.backward([dy]);
        double[] dx = Numbers(x.grad!), db = Numbers(layer.bias!.grad!);
        var seen = nn.functional.unfold(x.detach(), (kernel, kernel), (dilation, dilation), (padding, padding), (stride, stride)).transpose(1, 2).flatten(0, 1);
        var expected = TrActGradient.OfRows(seen, dy.flatten(2).transpose(1, 2).flatten(0, 1), 0.3).view(layer.weight!.shape);
        x.grad!.zero_();
        layer.zero_grad();
        TrAct.Attach(layer, 0.3).call(x).backward([dy]);
        Near(expected, layer.weight.grad!, 1e-11);
        Assert.All(dx.Zip(Numbers(x.grad!)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(db.Zip(Numbers(layer.bias.grad!)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Equal_padding_and_an_image_without_batch_work()
    {
        using var scope = NewDisposeScope();
        var layer = TrAct.Attach(nn.Conv2d(2, 3, 3, Padding.Same, dtype: ScalarType.Float64));
        var other = TrAct.Attach(nn.Conv2d(2, 3, 3, padding: 1, dtype: ScalarType.Float64));
        other.load_state_dict(layer.state_dict());
        var x = Data([2, 5, 5], 1);
        layer.call(x).square().sum().backward();
        other.call(x.unsqueeze(0)).square().sum().backward();
        Near(other.weight!.grad!, layer.weight!.grad!, 1e-12);
    }

    [Fact]
    public void Large_damping_leaves_the_ordinary_gradient_divided_by_it()
    {
        using var scope = NewDisposeScope();
        Tensor x = Data([10, 4], 1), gradient = Data([10, 3], 2);
        var plain = gradient.t().matmul(x);
        Near(plain, TrActGradient.OfRows(x, gradient, 1e6) * 1e6, 1e-4);
        var wide = Data([3, 8], 1);
        Near(gradient[..3].t().matmul(wide), TrActGradient.OfRows(wide, gradient[..3], 1e6) * 1e6, 1e-4);
    }

    [Fact]
    public void A_dark_row_moves_its_outputs_far_more_than_in_proportion_to_its_square()
    {
        using var scope = NewDisposeScope();
        Tensor x = Data([40, 6], 1), gradient = Data([40, 3], 2);
        double Moved(double c)
        {
            var scaled = x.clone();
            scaled[0] = x[0] * c;
            return (scaled[0] * c).unsqueeze(0).matmul(TrActGradient.OfRows(scaled, cat([gradient[..1], zeros_like(gradient[1..])], 0), 0.1).t()).norm().item<double>() / c;
        }

        // The ordinary gradient moves the outputs of a row of size c by c².
        Assert.InRange(Moved(30) / Moved(1), 0, 30);
    }

    [Fact]
    public void Outputs_evaluation_and_state_are_the_layers_own_to_the_bit()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        Linear plain = nn.Linear(5, 3), tract = torch.nn.TrActLinear(5, 3);
        tract.load_state_dict(plain.state_dict());
        Assert.Equal(plain.state_dict().Keys, tract.state_dict().Keys);
        var x = Data([2, 4, 5], 1).to(float32);
        Assert.Equal(Numbers(plain.call(x)), Numbers(tract.call(x)));
        using (no_grad()) Assert.False(tract.call(x).requires_grad);
        tract.weight!.requires_grad_(false);
        tract.call(x).sum().backward();
        Assert.Null(tract.weight.grad);
        Assert.NotNull(tract.bias!.grad);
    }

    [Fact]
    public void The_gradient_of_the_gradient_passes_through_the_layer_by_the_same_rule()
    {
        using var scope = NewDisposeScope();
        Tensor x = Data([6, 3], 1), weight = Data([2, 3], 2).requires_grad_();
        var first = autograd.grad([torch.nn.functional.tract_linear(x, weight).square().sum()], [weight], create_graph: true)[0];
        var second = autograd.grad([first.square().sum()], [weight])[0];
        var gram = x.t().matmul(x);
        var inverse = linalg.inv(gram / 6 + eye(3, dtype: ScalarType.Float64) * 0.1);
        var expected = (2 * weight.detach()).matmul(gram).matmul(inverse);
        Near(expected, first, 1e-10);
        Near((4 * expected).matmul(inverse).matmul(gram).matmul(inverse), second, 1e-10);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-4)]
    [InlineData(ScalarType.BFloat16, 5e-2)]
    public void Other_types_are_near_to_float64(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        Tensor x = Data([12, 5], 1), weight = Data([3, 5], 2), exact = weight.clone().requires_grad_(), rounded = weight.to(type).requires_grad_();
        torch.nn.functional.tract_linear(x, exact).square().sum().backward();
        torch.nn.functional.tract_linear(x.to(type), rounded).square().sum().backward();
        Assert.Equal(type, rounded.grad!.dtype);
        Near(exact.grad!, rounded.grad!.to(ScalarType.Float64), tolerance);
    }

    [Fact]
    public void What_is_not_finite_makes_the_gradient_not_finite_and_no_rows_make_it_zero()
    {
        using var scope = NewDisposeScope();
        var weight = Data([3, 5], 2).requires_grad_();
        torch.nn.functional.tract_linear(full([4, 5], double.NaN, ScalarType.Float64), weight).sum().backward();
        Assert.All(Numbers(weight.grad!), number => Assert.True(double.IsNaN(number)));
        weight.grad = null;
        torch.nn.functional.tract_linear(zeros([0, 5], ScalarType.Float64), weight).sum().backward();
        Assert.All(Numbers(weight.grad!), number => Assert.Equal(0, number));
    }

    [Fact]
    public void Many_images_are_unfolded_a_few_at_a_time_with_the_same_result()
    {
        using var scope = NewDisposeScope();
        Tensor x = Data([3, 1, 40, 40], 1), gradient = Data([3, 2, 38, 38], 2), weight = Data([2, 1, 3, 3], 3);
        var window = new ConvolutionWindow((1, 1), (0, 0), (1, 1));
        var seen = window.Unfold(x, weight).transpose(1, 2).flatten(0, 1);
        Near(TrActGradient.OfRows(seen, gradient.flatten(2).transpose(1, 2).flatten(0, 1), 0.1), TrActGradient.OfImages(x, gradient, weight, window, 0.1, mostElements: 9 * 38 * 38).flatten(1), 1e-11);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Assert.Equal("lambda", Assert.Throws<ArgumentOutOfRangeException>(() => TrAct.Attach(nn.Linear(2, 2), 0)).ParamName);
        Assert.Equal("lambda", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.TrActConv2d(2, 2, 3, lambda: double.NaN)).ParamName);
        Assert.Contains("2 groups", Assert.Throws<ArgumentException>(() => TrAct.Attach(nn.Conv2d(2, 2, 3, groups: 2))).Message);
        Assert.Contains("Reflect", Assert.Throws<ArgumentException>(() => TrAct.Attach(nn.Conv2d(2, 2, 3, padding: 1, padding_mode: PaddingModes.Reflect))).Message);
        Assert.Contains("one side more", Assert.Throws<ArgumentException>(() => TrAct.Attach(nn.Conv2d(2, 2, 4, Padding.Same))).Message);
        Assert.Contains("[2, 3] and [4, 5]", Assert.Throws<ArgumentException>(() => torch.nn.functional.tract_linear(ones(2, 3), ones(4, 5))).Message);
        Assert.Throws<ArgumentNullException>(() => TrAct.Attach((Linear)null!));
    }

    private static Tensor Data(long[] shape, int seed) => (arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64).square() * 0.37 + seed * 1.7).sin().view(shape);

    private static double[] Numbers(Tensor tensor) => tensor.detach().to(ScalarType.Float64).reshape(-1).data<double>().ToArray();

    private static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var largest = Numbers(expected).Max(Math.Abs);
        Assert.All(Numbers(expected).Zip(Numbers(actual)), pair => Assert.Equal(pair.First, pair.Second, tolerance * largest));
    }
}
