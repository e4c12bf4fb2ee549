using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>A weight that is invariant only together with its bias: both are updated as one parameter that has the bias as its last column.</summary>
public class ProjectedPairTests
{
    public static TheoryData<ScaleGroup, int, long[], long, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<ScaleGroup, int, long[], long, bool, bool>();
            foreach (var isSgdp in new[] { false, true })
            {
                foreach (var nesterov in new[] { false, true })
                {
                    foreach (var shape in new long[][] { [65, 33], [1, 7], [7, 1], [4, 3, 2, 2] })
                        foreach (var group in new[] { ScaleGroup.Row, ScaleGroup.Layer }) cases.Add(group, 0, shape, shape[0], nesterov, isSgdp);
                    cases.Add(ScaleGroup.Block, 13, [65, 33], 65, nesterov, isSgdp);
                    cases.Add(ScaleGroup.Block, 4, [8, 3, 2], 8, nesterov, isSgdp);

                    // A transposed convolution [in, out, ..].
                    cases.Add(ScaleGroup.Layer, 0, [4, 6, 3], 6, nesterov, isSgdp);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pair_is_one_parameter(ScaleGroup group, int blockRows, long[] shape, long size, bool nesterov, bool isSgdp)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
        {
            Parameter weight = new(Data(shape, type, 0)), bias = new(Data([size], type, 1));
            var groups = group switch { ScaleGroup.Row => shape[0], ScaleGroup.Layer => 1, _ => shape[0] / blockRows };
            Parameter whole = new(Join(weight, bias));
            using var pair = Make([(weight, bias)]);
            using FusedOptimizer one = isSgdp
                ? torch.optim.SGDP([new SGDP.ParamGroup([whole], scale_group: ScaleGroup.Row)], 0.1, 0.7, 0.2, 0.05, nesterov, 1e-6, wd_ratio: 0.3)
                : torch.optim.AdamP([new AdamP.ParamGroup([whole], scale_group: ScaleGroup.Row)], 0.1, 0.7, 0.9, 1e-6, 0.05, wd_ratio: 0.3, nesterov: nesterov);
            for (var step = 1; step <= 4; step++)
            {
                (weight.grad, bias.grad) = (Data(shape, type, 2 * step), Data([size], type, 2 * step + 1));
                whole.grad = Join(weight.grad!, bias.grad!);
                pair.step();
                one.step();
                Assert.All(Trained.Numbers([whole]).Zip(Trained.Numbers([Join(weight, bias)])), numbers => Assert.Equal(numbers.First, numbers.Second, (type == ScalarType.Float64 ? 1e-12 : type == ScalarType.Float32 ? 4e-6 : 0.03) * Math.Max(1, Math.Abs(numbers.First))));
            }

            Tensor Join(Tensor w, Tensor b)
            {
                using var noGradients = no_grad();
                return cat([w.reshape(groups, -1), b.reshape(groups, -1)], 1);
            }
        }

        FusedOptimizer Make(IEnumerable<(Parameter, Parameter)> pairs) => isSgdp
            ? torch.optim.SGDP([new SGDP.ParamGroup(pairs, group, block_rows: blockRows)], 0.1, 0.7, 0.2, 0.05, nesterov, 1e-6, wd_ratio: 0.3)
            : torch.optim.AdamP([new AdamP.ParamGroup(pairs, group, block_rows: blockRows)], 0.1, 0.7, 0.9, 1e-6, 0.05, wd_ratio: 0.3, nesterov: nesterov);
    }

    [Fact]
    public void Without_the_gradient_of_one_the_other_has_the_plain_step()
    {
        using var scope = NewDisposeScope();
        foreach (var isBias in new[] { false, true })
        {
            Parameter weight = new(Data([4, 3], ScalarType.Float64, 0)), bias = new(Data([4], ScalarType.Float64, 1));
            Parameter moved = isBias ? bias : weight, still = isBias ? weight : bias, plain = new(moved.detach().clone());
            using var pair = torch.optim.AdamP([new AdamP.ParamGroup([(weight, bias)], ScaleGroup.Row)], 0.1, weight_decay: 0.1);
            using var one = torch.optim.AdamP([new AdamP.ParamGroup([plain], scale_group: ScaleGroup.None)], 0.1, weight_decay: 0.1);
            var before = Trained.Numbers([still]);
            moved.grad = plain.grad = Data(moved.shape, ScalarType.Float64, 5);
            pair.step();
            one.step();
            Assert.Equal(Trained.Numbers([plain]), Trained.Numbers([moved]));
            Assert.Equal(before, Trained.Numbers([still]));
        }
    }

    [Fact]
    public void Saved_and_loaded_pairs_go_on_bit_for_bit_and_a_state_without_pairs_is_not_theirs()
    {
        using var scope = NewDisposeScope();
        (Parameter, Parameter)[] own = [Pair(), Pair()], other = [Pair(), Pair()];
        using var all = torch.optim.SGDP([new SGDP.ParamGroup(own, ScaleGroup.Layer)], 0.1, 0.9);
        using var rest = torch.optim.SGDP([new SGDP.ParamGroup(other, ScaleGroup.Layer)], 0.5, 0.9);
        Step(own, all, 1);
        Step(other, rest, 7);
        using (no_grad()) foreach (var (from, to) in own.Zip(other)) to.Item1.copy_(from.Item1);
        using (no_grad()) foreach (var (from, to) in own.Zip(other)) to.Item2.copy_(from.Item2);
        CheckpointTests.Load(rest, CheckpointTests.Saved(all));
        Step(own, all, 2);
        Step(other, rest, 2);
        Assert.Equal(Trained.Numbers(own.SelectMany(pair => new[] { pair.Item1, pair.Item2 })), Trained.Numbers(other.SelectMany(pair => new[] { pair.Item1, pair.Item2 })));

        static (Parameter, Parameter) Pair() => (new(Data([5, 3], ScalarType.Float32, 0)), new(Data([5], ScalarType.Float32, 1)));

        static void Step((Parameter Weight, Parameter Bias)[] pairs, FusedOptimizer optimizer, int seed)
        {
            foreach (var (weight, bias) in pairs) (weight.grad, bias.grad) = (Data([5, 3], ScalarType.Float32, seed), Data([5], ScalarType.Float32, seed + 3));
            optimizer.step();
        }
    }

    [Fact]
    public void Pairs_that_do_not_fit_are_refused_by_name()
    {
        Parameter weight = new(ones(4, 2)), bias = new(ones(4)), longer = new(ones(5)), other = new(ones([4], ScalarType.Float64));
        Assert.Contains("Pair 0 has a weight [4, 2] of Float32 and a bias [5] of Float32", Assert.Throws<ArgumentException>(() => new AdamP.ParamGroup([(weight, longer)], ScaleGroup.Row)).Message);
        Assert.Contains("a bias [4] of Float64", Assert.Throws<ArgumentException>(() => new SGDP.ParamGroup([(weight, other)], ScaleGroup.Layer)).Message);
        Assert.Contains("Pair 1", Assert.Throws<ArgumentException>(() => new AdamP.ParamGroup([(weight, bias), (weight, null!)], ScaleGroup.Row)).Message);
        foreach (var group in new[] { ScaleGroup.Tested, ScaleGroup.None }) Assert.Equal("scale_group", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamP.ParamGroup([(weight, bias)], group)).ParamName);
        Assert.Equal("block_rows", Assert.Throws<ArgumentException>(() => torch.optim.AdamP([new AdamP.ParamGroup([(weight, bias)], ScaleGroup.Block, block_rows: 3)])).ParamName);
    }

    private static Tensor Data(long[] shape, ScalarType type, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape).to(type);
    }
}
