using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers.Gradients;

/// <summary>The gradient tools beside TorchSharp's own and the formulas written out, over tensors of every rank, stride and type.</summary>
public class GradientToolTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16];

    public static TheoryData<double, double> Clips
    {
        get
        {
            var cases = new TheoryData<double, double>();
            foreach (var norm in new[] { 2, 1, 3.5, double.PositiveInfinity })
                foreach (var most in new[] { 0, 0.7, 1e6, double.PositiveInfinity }) cases.Add(norm, most);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void Clipping_together_is_TorchSharps(double norm_type, double max_norm)
    {
        using var scope = NewDisposeScope();
        Parameter[] own = Parameters(ScalarType.Float64), other = Parameters(ScalarType.Float64);
        var norm = torch.nn.utils.clip_grad_norm_fused_(own, max_norm, norm_type);
        // TorchSharp's does not take empty gradients where the norm is the largest element.
        Assert.Equal(torch.nn.utils.clip_grad_norm_(other.Where(parameter => parameter.numel() != 0), max_norm, norm_type), norm, norm * 1e-12);
        if (!double.IsPositiveInfinity(max_norm)) AssertSame(Numbers(other), Numbers(own), 1e-12);
        else Assert.Equal(Numbers(Parameters(ScalarType.Float64)), Numbers(own));
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void Clipping_each_layer_is_TorchSharps_over_one_parameter(double norm_type, double max_norm)
    {
        using var scope = NewDisposeScope();
        Parameter[] own = Parameters(ScalarType.Float64), other = Parameters(ScalarType.Float64);
        var norms = torch.nn.utils.clip_grad_norm_per_layer_(own, max_norm, norm_type);
        Assert.Equal(own.Length, norms.Length);
        for (var i = 0; i < own.Length; i++)
        {
            if (other[i].grad is null || other[i].numel() == 0) Assert.Equal(0, norms[i]);
            else Assert.Equal(torch.nn.utils.clip_grad_norm_([other[i]], max_norm, norm_type), norms[i], norms[i] * 1e-12);
        }

        if (!double.IsPositiveInfinity(max_norm)) AssertSame(Numbers(other), Numbers(own), 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(double.PositiveInfinity)]
    public void Normalized_gradients_have_norm_one_and_zeros_stay_zeros(double norm_type)
    {
        using var scope = NewDisposeScope();
        var own = Parameters(ScalarType.Float64);
        own[1].grad!.zero_();
        var before = own.Select(parameter => parameter.grad?.clone()).ToArray();
        var norms = torch.nn.utils.normalize_grad_per_layer_(own, norm_type);
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i].grad is not { } gradient || gradient.numel() == 0) continue;
            var wanted = norms[i] == 0 ? before[i]! : before[i]! / norms[i];
            AssertSame(Trained.Numbers([wanted]), Trained.Numbers([gradient]), 1e-14);
            Assert.Equal(i == 1 ? 0 : 1, linalg.vector_norm(gradient, norm_type).item<double>(), 1e-12);
        }
    }

    [Theory]
    [InlineData(0.01, 1e-3)]
    [InlineData(0.3, 1)]
    [InlineData(1e6, 1e-3)]
    [InlineData(0, 0)]
    public void Adaptive_clipping_is_that_of_the_paper(double clip_factor, double eps)
    {
        using var scope = NewDisposeScope();
        Parameter[] own = Parameters(ScalarType.Float64), other = Parameters(ScalarType.Float64);
        using (no_grad()) foreach (var parameters in new[] { own, other }) parameters[1][2].zero_();
        torch.nn.utils.adaptive_clip_grad_(own, clip_factor, eps);
        foreach (var parameter in other.Where(parameter => parameter.grad is not null && parameter.numel() != 0))
        {
            using var noGradients = no_grad();
            var (most, size) = (UnitNorm(parameter).clamp_min(eps) * clip_factor, UnitNorm(parameter.grad!));
            parameter.grad!.copy_(where(size < most, parameter.grad!, parameter.grad! * (most / size.clamp_min(1e-6))));
        }

        AssertSame(Numbers(other), Numbers(own), 1e-13);
    }

    [Fact]
    public void Types_may_be_mixed_and_squares_of_half_numbers_do_not_overflow()
    {
        using var scope = NewDisposeScope();
        Parameter[] own = [.. Types.SelectMany(type => new[] { Make([9, 7], 0, type, 300), Make([5], 1, type, 300) })];
        var norms = own.Select(parameter => Math.Sqrt(Trained.Numbers([parameter.grad!]).Sum(g => g * g))).ToArray();
        var found = torch.nn.utils.clip_grad_norm_per_layer_(own, double.PositiveInfinity);
        for (var i = 0; i < own.Length; i++) Assert.Equal(norms[i], found[i], norms[i] * (i < 2 ? 1e-12 : 1e-6));
        var total = torch.nn.utils.clip_grad_norm_fused_(own, 10);
        Assert.Equal(Math.Sqrt(norms.Sum(norm => norm * norm)), total, total * 1e-6);
        Assert.Equal(10, Math.Sqrt(Numbers(own).Sum(g => g * g)), 0.02);
        Assert.Equal(Types.SelectMany(type => new[] { type, type }), own.Select(parameter => parameter.grad!.dtype));
    }

    [Fact]
    public void A_gradient_that_two_parameters_share_counts_once()
    {
        using var scope = NewDisposeScope();
        Parameter a = new(zeros([2], ScalarType.Float64)), b = new(zeros([2], ScalarType.Float64));
        a.grad = tensor(new[] { 3.0, 4 });
        b.grad = a.grad;
        Assert.Equal(5, torch.nn.utils.clip_grad_norm_fused_([a, b, a], 1), 1e-12);
        AssertSame([0.6, 0.8], Trained.Numbers([a.grad!]), 1e-6);
    }

    [Fact]
    public void Nothing_to_clip_is_a_norm_of_zero()
    {
        Assert.Equal(0, torch.nn.utils.clip_grad_norm_fused_([], 1));
        Assert.Equal(0, torch.nn.utils.clip_grad_norm_fused_([new Parameter(ones(2))], 1));
        Assert.Equal([0.0], torch.nn.utils.clip_grad_norm_per_layer_([new Parameter(ones(2))], 1));
        Assert.Equal([0.0], torch.nn.utils.normalize_grad_per_layer_([new Parameter(ones(2))]));
        torch.nn.utils.adaptive_clip_grad_([new Parameter(ones(2))]);
    }

    [Theory]
    [InlineData(double.NaN, 2)]
    [InlineData(double.NaN, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 2)]
    [InlineData(double.PositiveInfinity, 1)]
    public void A_gradient_that_is_not_finite_is_an_error_if_asked_for_and_then_nothing_changes(double value, double norm_type)
    {
        using var scope = NewDisposeScope();
        var own = Parameters(ScalarType.Float64);
        own[2].grad![3] = value;
        var before = Numbers(own);
        foreach (var action in new Action[]
        {
            () => torch.nn.utils.clip_grad_norm_fused_(own, 0.1, norm_type, error_if_nonfinite: true), () => torch.nn.utils.clip_grad_norm_per_layer_(own, 0.1, norm_type, error_if_nonfinite: true),
            () => torch.nn.utils.normalize_grad_per_layer_(own, norm_type, error_if_nonfinite: true), () => torch.nn.utils.adaptive_clip_grad_(own, error_if_nonfinite: true),
        })
        {
            Assert.Contains("parameter 2", Assert.Throws<InvalidOperationException>(action).Message);
            Assert.Equal(before, Numbers(own));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void If_not_asked_for_it_spoils_what_shares_its_norm_as_in_PyTorch(double value)
    {
        using var scope = NewDisposeScope();
        Parameter[] own = Parameters(ScalarType.Float64), other = Parameters(ScalarType.Float64), alone = Parameters(ScalarType.Float64);
        foreach (var parameters in new[] { own, other, alone }) parameters[2].grad![3] = value;
        torch.nn.utils.clip_grad_norm_fused_(own, 0.1);
        torch.nn.utils.clip_grad_norm_(other, 0.1);
        Assert.Equal(Numbers(other), Numbers(own));
        torch.nn.utils.clip_grad_norm_per_layer_(alone, 0.1);
        Assert.All(alone.Where((parameter, i) => i != 2 && parameter.grad is not null), parameter => Assert.All(Trained.Numbers([parameter.grad!]), number => Assert.True(double.IsFinite(number))));
        Assert.All(Trained.Numbers([alone[2].grad!]).Where((_, i) => i != 3), number => Assert.True(double.IsNaN(value) ? double.IsNaN(number) : number == 0));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Parameter[] p = [new(ones(2))];
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => torch.nn.utils.clip_grad_norm_fused_(null!, 1)).ParamName);
        Assert.Contains("Parameter 1 is null", Assert.Throws<ArgumentException>(() => torch.nn.utils.clip_grad_norm_per_layer_([p[0], null!], 1)).Message);
        foreach (var bad in new[] { -1, double.NaN }) Assert.Equal("max_norm", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.utils.clip_grad_norm_fused_(p, bad)).ParamName);
        foreach (var bad in new[] { 0, -2, double.NaN }) Assert.Equal("norm_type", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.utils.clip_grad_norm_per_layer_(p, 1, bad)).ParamName);
        Assert.Equal("eps", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.utils.normalize_grad_per_layer_(p, eps: 0)).ParamName);
        Assert.Equal("clip_factor", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.utils.adaptive_clip_grad_(p, -0.1)).ParamName);
        Assert.Equal("eps", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.utils.adaptive_clip_grad_(p, 0.1, double.NaN)).ParamName);
        using var embedding = nn.Embedding(5, 3, sparse: true);
        embedding.call(tensor(new long[] { 1, 2 })).sum().backward();
        Assert.Contains("Parameter 0 has a sparse gradient", Assert.Throws<ArgumentException>(() => torch.nn.utils.clip_grad_norm_fused_(embedding.parameters(), 1)).Message);
    }

    internal static void AssertSame(IEnumerable<double> wanted, IEnumerable<double> found, double tolerance) => Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance * (1 + Math.Abs(pair.First))));

    internal static double[] Numbers(IEnumerable<Parameter> parameters) => Trained.Numbers(parameters.Where(parameter => parameter.grad is not null).Select(parameter => parameter.grad!));

    internal static Parameter[] Parameters(ScalarType type)
    {
        Parameter[] all = [Make([33, 17], 0, type), Make([5, 6], 1, type), Make([9], 2, type), Make([], 3, type), Make([4, 3, 2, 2], 4, type), Make([0, 3], 5, type), new(ones([3], type)), new(Data([4, 7], 6).to(type).t())];
        all[^1].grad = Data([7, 4], 7).to(type);
        return all;
    }

    private static Parameter Make(long[] shape, int seed, ScalarType type, double size = 2) => new(Data(shape, seed).to(type)) { grad = (Data(shape, seed + 50) * size).to(type) };

    private static Tensor UnitNorm(Tensor x) => x.ndim < 2 ? x.square().sum().sqrt() : x.flatten(1).square().sum([1L]).sqrt().view([x.size(0), .. Enumerable.Repeat(1L, (int)x.ndim - 1)]);

    private static Tensor Data(long[] shape, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape);
    }
}
