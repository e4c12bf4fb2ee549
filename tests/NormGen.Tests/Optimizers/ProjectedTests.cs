using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>AdamP and SGDP beside their rules written out in TorchSharp: every group, shapes, strides and options; and what they are for.</summary>
public class ProjectedTests
{
    private const double Lr = 0.1, Beta1 = 0.7, Beta2 = 0.9, Eps = 1e-6, Decay = 0.05, Ratio = 0.3;

    public static TheoryData<ScaleGroup, int, long[], bool> Cases
    {
        get
        {
            var cases = new TheoryData<ScaleGroup, int, long[], bool>();
            foreach (var nesterov in new[] { false, true })
            {
                foreach (var group in new[] { ScaleGroup.None, ScaleGroup.Row, ScaleGroup.Layer })
                    foreach (var shape in new long[][] { [65, 33], [1, 7], [7, 1], [4, 3, 2, 2], [9] }) cases.Add(group, 0, shape, nesterov);
                foreach (var (rows, shape) in new (int, long[])[] { (13, [65, 33]), (1, [3, 7]), (4, [8, 3, 2]) }) cases.Add(ScaleGroup.Block, rows, shape, nesterov);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_group_follows_its_rule(ScaleGroup group, int rows, long[] shape, bool nesterov)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
            foreach (var maximize in new[] { false, true })
                foreach (var isSgdp in new[] { false, true })
                    Follow(isSgdp, group, rows, nesterov, new Parameter(Data(shape, type, 0)), step => Data(shape, type, step), type, maximize);
    }

    [Theory]
    [InlineData(ScaleGroup.Row, 0)]
    [InlineData(ScaleGroup.Layer, 0)]
    [InlineData(ScaleGroup.Block, 2)]
    public void Strided_parameters_and_gradients_follow_the_same_rule(ScaleGroup group, int rows)
    {
        using var scope = NewDisposeScope();
        foreach (var isSgdp in new[] { false, true })
        {
            Follow(isSgdp, group, rows, true, new Parameter(Data([5, 6], ScalarType.Float64, 0).t()), step => Data([5, 6], ScalarType.Float64, step).t(), ScalarType.Float64, false);
            Follow(isSgdp, group, rows, false, new Parameter(Data([4, 14], ScalarType.Float64, 0).slice(1, 0, 14, 2)), step => Data([1, 7], ScalarType.Float64, step).expand(4, 7), ScalarType.Float64, false);
        }
    }

    [Fact]
    public void A_group_known_beforehand_is_what_the_test_finds_with_a_wide_threshold()
    {
        using var scope = NewDisposeScope();
        Parameter known = new(Data([6, 5], ScalarType.Float64, 0)), tested = new(known.detach().clone());
        using var own = torch.optim.AdamP([new AdamP.ParamGroup([known], scale_group: ScaleGroup.Row)], Lr, weight_decay: Decay);
        using var other = torch.optim.AdamP([tested], Lr, weight_decay: Decay, delta: 1e9);
        for (var step = 1; step < 5; step++)
        {
            known.grad = tested.grad = Data([6, 5], ScalarType.Float64, step);
            own.step();
            other.step();
        }

        Assert.Equal(Trained.Numbers([tested]), Trained.Numbers([known]));
    }

    [Fact]
    public void A_zero_weight_or_gradient_is_no_reason_to_stop()
    {
        using var scope = NewDisposeScope();
        foreach (var group in Enum.GetValues<ScaleGroup>())
        {
            Parameter zero = new(zeros([4, 3], ScalarType.Float64)), still = new(ones([4, 3], ScalarType.Float64));
            using var optimizer = torch.optim.AdamP([new AdamP.ParamGroup([zero, still], scale_group: group, block_rows: group == ScaleGroup.Block ? 2 : 0)], Lr, weight_decay: Decay);
            zero.grad = ones_like(zero);
            still.grad = zeros_like(still);
            optimizer.step();
            Assert.All(Trained.Numbers([zero]), number => Assert.Equal(-Lr, number, 1e-6));
            Assert.All(Trained.Numbers([still]), number => Assert.Equal(1 - Lr * Decay * (group == ScaleGroup.None ? 1 : 0.1), number, 1e-12));
        }
    }

    [Fact]
    public void Without_projection_the_norm_of_a_unit_vector_grows_nineteen_times_as_fast_under_momentum()
    {
        // Gradients tangent to w: the growth of ‖w‖² over Σ lr² ‖step‖² is 1 + 2β/(1-β) = 19 at β = 0.9, and 1 with projection.
        using var scope = NewDisposeScope();
        foreach (var (group, expected) in new[] { (ScaleGroup.None, 19.0), (ScaleGroup.Row, 1.0) })
        {
            manual_seed(11);
            var w = new Parameter(randn([1, 50], ScalarType.Float64));
            using (no_grad()) w.div_(w.norm());
            using var optimizer = torch.optim.SGDP([new SGDP.ParamGroup([w], scale_group: group)], lr: 1e-3, momentum: 0.9);
            var sum = 0.0;
            for (var step = 0; step < 4000; step++)
            {
                using var inner = NewDisposeScope();
                using var noGradients = no_grad();
                var gradient = randn([1, 50], ScalarType.Float64);
                gradient -= (gradient * w).sum() / (w * w).sum() * w;
                w.grad = gradient.DetachFromDisposeScope();
                optimizer.step();
                var buffer = ((SGDP.State)optimizer.state_dict().State[0]).momentum_buffer!;
                sum += 1e-6 * (buffer * buffer).sum().item<double>();
            }

            Assert.InRange((w.square().sum().item<double>() - 1) / sum, 0.9 * expected, 1.1 * expected);
        }
    }

    [Fact]
    public void Groups_that_do_not_fit_are_refused_by_name()
    {
        Parameter p = new(ones(4, 2));
        Assert.Equal("block_rows", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.AdamP([new AdamP.ParamGroup([p], scale_group: ScaleGroup.Block)])).ParamName);
        Assert.Equal("block_rows", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.SGDP([new SGDP.ParamGroup([p], scale_group: ScaleGroup.Row, block_rows: 2)], 0.1)).ParamName);
        Assert.Equal("scale_group", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.AdamP([new AdamP.ParamGroup([p], scale_group: (ScaleGroup)9)])).ParamName);
        var problem = Assert.Throws<ArgumentException>(() => torch.optim.AdamP([new ScaledParameter(ParameterRole.Matrix, ScaleGroup.Block, 3, "query", p)])).Message;
        Assert.Contains("'query' has 4 rows, which blocks of 3 do not divide", problem);
        Assert.Equal("momentum", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.SGDP([p], 0.1, momentum: 1)).ParamName);
    }

    private static void Follow(bool isSgdp, ScaleGroup group, int rows, bool nesterov, Parameter p, Func<int, Tensor> gradient, ScalarType type, bool maximize)
    {
        using FusedOptimizer optimizer = isSgdp
            ? torch.optim.SGDP([new SGDP.ParamGroup([p], scale_group: group, block_rows: rows)], Lr, Beta1, 0.2, Decay, nesterov, Eps, wd_ratio: Ratio, maximize: maximize)
            : torch.optim.AdamP([new AdamP.ParamGroup([p], scale_group: group, block_rows: rows)], Lr, Beta1, Beta2, Eps, Decay, wd_ratio: Ratio, nesterov: nesterov, maximize: maximize);
        using var noGradients = no_grad();
        Tensor w = p.detach().to(ScalarType.Float64).clone(), first = zeros_like(w), second = zeros_like(w);
        for (var step = 1; step <= 4; step++)
        {
            p.grad = gradient(step);
            optimizer.step();
            var g = p.grad.to(ScalarType.Float64) * (maximize ? -1 : 1);
            var blocks = p.ndim < 2 ? 0 : group switch { ScaleGroup.Row => p.size(0), ScaleGroup.Layer => 1, ScaleGroup.Block => p.size(0) / rows, _ => 0 };
            var decay = 1 - Lr * Decay * (blocks == 0 ? 1 : Ratio) / (isSgdp ? 1 - Beta1 : 1);
            if (isSgdp)
            {
                first = first * Beta1 + g * 0.8;
                var direction = Project(w, nesterov ? g + first * Beta1 : first, blocks);
                if (!nesterov) first = direction;
                w = w * decay - direction * Lr;
            }
            else
            {
                first = first * Beta1 + g * (1 - Beta1);
                second = second * Beta2 + g * g * (1 - Beta2);
                var root = second.sqrt() / Math.Sqrt(1 - Math.Pow(Beta2, step)) + Eps;
                w = w * decay - Project(w, (nesterov ? first * Beta1 + g * (1 - Beta1) : first) / root, blocks) * (Lr / (1 - Math.Pow(Beta1, step)));
            }

            Assert.All(Trained.Numbers([w]).Zip(Trained.Numbers([p])), pair => Assert.Equal(pair.First, pair.Second, (type == ScalarType.Float64 ? 1e-12 : 4e-6) * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    private static Tensor Project(Tensor w, Tensor update, long blocks)
    {
        if (blocks == 0) return update;
        Tensor flat = w.reshape(blocks, -1), p = update.reshape(blocks, -1);
        var unit = flat / (flat.norm(1, keepdim: true) + Eps);
        return (p - (unit * p).sum(1, keepdim: true) * unit).reshape(w.shape);
    }

    private static Tensor Data(long[] shape, ScalarType type, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape).to(type);
    }
}
