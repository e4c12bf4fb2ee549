using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static NormGen.Optimizers.GradientNorm;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Multi-normalization beside its rules written out in TorchSharp, where the golden data do not go: other lists, shapes, strides, many passes and extremes.</summary>
public class MultiNormalizationTests
{
    private const double Lr = 0.1, Scale = 0.5, Decay = 0.05;

    public static TheoryData<GradientNorm[], int> Lists => new()
    {
        { [Row, Column], 1 }, { [Row, Column], 5 }, { [Row, Column], 6 }, { [Row, Column], 13 }, { [Column, Row], 3 }, { [Row], 1 }, { [Column], 2 }, { [Sign], 1 }, { [Frobenius], 1 },
        { [Row, Column, Row], 2 }, { [Row, Column, Spectral, Row, Column, Row, Column], 2 }, { [Row, Spectral], 2 }, { [Spectral], 1 }, { [Sign, Row], 1 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_list_of_norms_follows_its_rules_for_every_shape(GradientNorm[] norms, int passes)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
            foreach (var shape in new long[][] { [65, 33], [33, 65], [7, 7], [1, 7], [7, 1], [4, 3, 2, 2] })
                foreach (var maximize in new[] { false, true })
                    Follow(new Parameter(Data(shape, type, 0)), step => Data(shape, type, step), norms, passes, type, maximize);
    }

    [Fact]
    public void Strided_parameters_and_gradients_follow_the_same_rules()
    {
        using var scope = NewDisposeScope();
        foreach (var norms in new GradientNorm[][] { [Row, Column], [Column, Frobenius] })
        {
            Follow(new Parameter(Data([9, 5], ScalarType.Float64, 0).t()), step => Data([9, 5], ScalarType.Float64, step).t(), norms, 3, ScalarType.Float64, false);
            Follow(new Parameter(Data([4, 14], ScalarType.Float64, 0).slice(1, 0, 14, 2)), step => Data([4, 21], ScalarType.Float64, step).slice(1, 0, 21, 3), norms, 3, ScalarType.Float64, false);
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Zero_gradients_rows_and_columns_move_nothing_but_the_decay(GradientNorm[] norms, int passes)
    {
        using var scope = NewDisposeScope();
        Parameter still = new(ones([3, 4], ScalarType.Float64)), moved = new(ones([3, 4], ScalarType.Float64));
        using var optimizer = torch.optim.MNGD([still, moved], Lr, norms, passes, Scale, Decay);
        still.grad = zeros_like(still);
        moved.grad = Data([3, 4], ScalarType.Float64, 1) * tensor(new double[] { 1, 0, 1 }).view(3, 1) * tensor(new double[] { 1, 1, 0, 1 });
        optimizer.step();
        Assert.All(Trained.Numbers([still, moved[1], moved[TensorIndex.Colon, 2]]), number => Assert.Equal(1 - Lr * Decay, number, 1e-12));
        Assert.DoesNotContain(Trained.Numbers([moved[0, 0], moved[2, 3]]), number => Math.Abs(number - (1 - Lr * Decay)) < 1e-3);
    }

    [Fact]
    public void SinkGD_forgets_the_size_of_rows_and_columns()
    {
        using var scope = NewDisposeScope();
        Parameter plain = new(Data([6, 5], ScalarType.Float64, 0)), scaled = new(plain.detach().clone());
        using var optimizer = torch.optim.SinkGD([plain, scaled], Lr, passes: 40);
        plain.grad = Data([6, 5], ScalarType.Float64, 1);
        scaled.grad = plain.grad * (arange(6, dtype: ScalarType.Float64) * 2 - 5).exp().view(6, 1) * (3 - arange(5, dtype: ScalarType.Float64)).exp();
        optimizer.step();
        Assert.All(Trained.Numbers([plain]).Zip(Trained.Numbers([scaled])), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Theory]
    [InlineData(48, 192)]
    [InlineData(192, 48)]
    [InlineData(64, 64)]
    public void Five_passes_bring_rows_within_1e_4_of_one_and_columns_to_one(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var gradient = randn([rows, columns], ScalarType.Float64) * randn([rows, 1], ScalarType.Float64).exp() * randn([columns], ScalarType.Float64).exp();
        var scaled = MultiNormalization.Sinkhorn(gradient);
        Assert.InRange(Deviation(scaled, 1), 0, 1e-4);
        Assert.InRange(Deviation(scaled, 0), 0, 1e-12);
        Assert.True(Deviation(MultiNormalization.Sinkhorn(gradient, 1), 1) > 0.1);

        static double Deviation(Tensor x, long dimension) => (x.square().mean([dimension]).sqrt() - 1).abs().max().item<double>();
    }

    [Fact]
    public void Matrices_have_no_state_and_all_others_have_Adams()
    {
        using var model = new Trained(ScalarType.Float64);
        using var optimizer = torch.optim.SinkGD(model);
        Trained.SetGradients(model.parameters(), 1);
        optimizer.step();
        var others = ParameterRoles.FromModel(model).Where(item => item.role is not (ParameterRole.Matrix or ParameterRole.Convolution)).Sum(item => item.parameter.numel());
        Assert.Equal(sizeof(double) * 2 * others, optimizer.StateBytes);
    }

    [Fact]
    public void Lists_and_passes_that_do_not_fit_are_refused_by_name()
    {
        Parameter p = new(ones(2, 2));
        Assert.Equal("norms", Assert.Throws<ArgumentException>(() => torch.optim.MNGD([p], norms: [])).ParamName);
        Assert.Contains("norms has 9", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.MNGD([p], norms: [(GradientNorm)9])).Message);
        Assert.Contains("at most 15", Assert.Throws<ArgumentException>(() => torch.optim.MNGD([p], norms: [.. Enumerable.Repeat(Row, 16)])).Message);
        Assert.Equal("passes", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.SinkGD([p], passes: 0)).ParamName);
        Assert.Equal("matrix_lr_scale", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.SinkGD([p], matrix_lr_scale: -1)).ParamName);
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(() => MultiNormalization.Normalize(ones(3), [Row])).Message);
        Assert.Contains("[2, 3, 4]", Assert.Throws<ArgumentException>(() => MultiNormalization.SinkhornScales(ones(2, 3, 4))).Message);
    }

    [Fact]
    public void The_list_of_a_group_is_part_of_the_state()
    {
        using var model = new Trained();
        using var optimizer = torch.optim.MNGD(model, norms: [Spectral, Sign, Frobenius, Column, Row], passes: 7, matrix_lr_scale: 0.3);
        using var other = torch.optim.SinkGD(model);
        CheckpointTests.Load(other, CheckpointTests.Saved(optimizer));
        Assert.All(other.ParamGroups.Cast<MNGD.ParamGroup>(), group => Assert.Equal([Spectral, Sign, Frobenius, Column, Row], group.Options.norms!));
        Assert.All(other.ParamGroups.Cast<MNGD.ParamGroup>(), group => Assert.Equal((7, 0.3), (group.Options.passes, group.Options.matrix_lr_scale)));
    }

    private static void Follow(Parameter p, Func<int, Tensor> gradient, GradientNorm[] norms, int passes, ScalarType type, bool maximize)
    {
        using var optimizer = torch.optim.MNGD([p], Lr, norms, passes, Scale, Decay, maximize: maximize);
        using var noGradients = no_grad();
        var expected = p.detach().to(ScalarType.Float64).clone();
        for (var step = 1; step <= 3; step++)
        {
            p.grad = gradient(step);
            optimizer.step();
            var x = Expected(p.grad.to(ScalarType.Float64).flatten(1), norms, passes).view(p.shape);
            expected = expected * (1 - Lr * Decay) - x * (Lr * Scale * (maximize ? -1 : 1));
            var tolerance = type == ScalarType.Float64 ? 1e-11 : norms.Contains(Spectral) ? 2e-4 : 2e-5;
            Assert.All(Trained.Numbers([expected]).Zip(Trained.Numbers([p])), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    private static Tensor Expected(Tensor x, GradientNorm[] norms, int passes)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            foreach (var norm in norms)
            {
                x = norm switch
                {
                    Row => x / x.square().mean([1], keepdim: true).sqrt(),
                    Column => x / x.square().mean([0], keepdim: true).sqrt(),
                    Frobenius => x / x.square().mean().sqrt(),
                    Sign => x.sign(),
                    _ => Math.Sqrt(Math.Max(x.size(0), x.size(1))) * Polar(x),
                };
            }
        }

        return x;
    }

    private static Tensor Polar(Tensor x)
    {
        var (u, _, vh) = linalg.svd(x, fullMatrices: false);
        return u.matmul(vh);
    }

    /// <summary>Full rank, unlike a sine over the place alone.</summary>
    private static Tensor Data(long[] shape, ScalarType type, int seed)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var place = arange(count, dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape).to(type);
    }
}
