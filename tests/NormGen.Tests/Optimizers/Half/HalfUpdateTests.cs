using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers.Half;

/// <summary>Every optimizer over half parameters with a float32 copy, which is training in float32, and with rounding at random, which is so in the mean; both go on bit for bit from a saved state.</summary>
[Collection(CountingTensors.Name)]
public class HalfUpdateTests
{
    private static readonly long[][] Shapes = [[6, 5], [5, 6], [7], [3, 2, 2], []];

    public static TheoryData<string> Kinds => Trained.Kinds;

    public static TheoryData<string, ScalarType, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, ScalarType, bool>();
            foreach (var kind in TrainedKinds.All.Keys)
                foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float16 })
                    foreach (var isMaster in new[] { false, true }) cases.Add(kind, type, isMaster);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void With_a_master_copy_training_is_that_of_float32_bit_for_bit(string kind)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float16 })
        {
            Parameter[] half = Parameters(type), single = [.. half.Select(parameter => new Parameter(parameter.detach().to(ScalarType.Float32)))];
            using var own = Make(kind, half, HalfUpdate.MasterCopy);
            using var other = Make(kind, single, HalfUpdate.Nearest);
            for (var step = 1; step <= 8; step++)
            {
                SetGradients(half, step);
                for (var i = 0; i < half.Length; i++) single[i].grad = half[i].grad!.to(ScalarType.Float32);
                own.step();
                other.step();
            }

            var states = own.state_dict().State.Cast<FusedOptimizerState>().Skip(1).ToArray();
            Assert.All(states, state => Assert.Equal(ScalarType.Float32, state.master!.dtype));
            Assert.Equal(Trained.Numbers(single), Trained.Numbers(states.Select(state => state.master!)));
            Assert.Equal(Trained.Numbers(single.Select(parameter => parameter.detach().to(type))), Trained.Numbers(half));
            Assert.Equal(other.StateBytes + 4 * half.Sum(parameter => parameter.numel()), own.StateBytes);
            Assert.Equal(own.StateBytes, own.Summary().Total.StateBytes);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rounding_at_random_off_the_CPU_is_refused_when_the_optimizer_is_made(string kind)
    {
        using var scope = NewDisposeScope();
        Parameter[] elsewhere = [new(zeros([3, 2], ScalarType.BFloat16, META))], float32 = [new(zeros([3, 2], ScalarType.Float32, META))];
        var problem = Assert.Throws<ArgumentException>(() => Make(kind, elsewhere, HalfUpdate.Stochastic()));
        Assert.Equal("half", problem.ParamName);
        Assert.Contains("Parameter 0 of group 1 is on meta, but numbers are rounded at random on the CPU alone", problem.Message);

        // Others are not rounded, so it does not matter where they are.
        Make(kind, float32, HalfUpdate.Stochastic()).Dispose();
        Make(kind, elsewhere, HalfUpdate.Nearest).Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_saved_state_goes_on_bit_for_bit(string kind, ScalarType type, bool isMaster)
    {
        using var scope = NewDisposeScope();
        Parameter[] whole = Parameters(type), rest = Parameters(type);
        using var all = Make(kind, whole, isMaster ? HalfUpdate.MasterCopy : HalfUpdate.Stochastic(7));
        Run(whole, all, 1, 4);
        // Another seed: that of the saved state goes on.
        using var resumed = Make(kind, rest, isMaster ? HalfUpdate.MasterCopy : HalfUpdate.Stochastic(8));
        Run(rest, resumed, 3, 1);
        using (no_grad()) foreach (var (to, from) in rest.Zip(whole)) to.copy_(from);
        CheckpointTests.Load(resumed, CheckpointTests.Saved(all));
        Run(whole, all, 5, 4);
        Run(rest, resumed, 5, 4);
        Assert.Equal(Trained.Numbers(whole), Trained.Numbers(rest));
        Assert.Equal(CheckpointTests.Saved(all), CheckpointTests.Saved(resumed));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rounded_at_random_a_step_is_that_of_float32_to_the_digits_of_the_type(string kind)
    {
        using var scope = NewDisposeScope();
        Parameter[] half = Parameters(ScalarType.BFloat16), same = Parameters(ScalarType.BFloat16), single = [.. half.Select(parameter => new Parameter(parameter.detach().to(ScalarType.Float32)))];
        using var own = Make(kind, half, HalfUpdate.Stochastic(1));
        using var again = Make(kind, same, HalfUpdate.Stochastic(1));
        using var other = Make(kind, single, HalfUpdate.Nearest);
        SetGradients(half, 1);
        SetGradients(same, 1);
        for (var i = 0; i < half.Length; i++) single[i].grad = half[i].grad!.to(ScalarType.Float32);
        foreach (var optimizer in new[] { own, again, other }) optimizer.step();
        Assert.Equal(Trained.Numbers(half), Trained.Numbers(same));
        Assert.All(Trained.Numbers(half).Zip(Trained.Numbers(single)), pair => Assert.Equal(pair.Second, pair.First, 0.025));
        Assert.Equal(0, own.state_dict().State.Cast<FusedOptimizerState>().Count(state => state.master is not null));
    }

    [Fact]
    public void Small_steps_add_up_where_rounding_to_the_nearest_forgets_them()
    {
        using var scope = NewDisposeScope();
        const int Steps = 100;
        Tensor Train(HalfUpdate half)
        {
            Parameter p = new(ones([64, 64], ScalarType.BFloat16));
            using var optimizer = torch.optim.Lion([p], lr: 1e-3, half: half);
            for (var step = 0; step < Steps; step++)
            {
                p.grad = ones_like(p);
                optimizer.step();
            }

            return p.detach().to(ScalarType.Float64);
        }

        // A step of 1e-3 is a quarter of the distance of 1 to the number below it.
        Assert.All(Trained.Numbers([Train(HalfUpdate.Nearest)]), number => Assert.Equal(1, number));
        Assert.All(Trained.Numbers([Train(HalfUpdate.MasterCopy)]), number => Assert.Equal(0.9, number, 2e-3));
        var mean = Trained.Numbers([Train(HalfUpdate.Stochastic())]).Average();
        // The variance of one rounding is at most a quarter of the squared distance 2^-8.
        Assert.InRange(mean - (1 - Steps * 1e-3), -5 * Math.Sqrt(Steps / 4.0) / 256 / 64, 5 * Math.Sqrt(Steps / 4.0) / 256 / 64);
    }

    [Fact]
    public void Other_types_are_not_concerned_and_a_state_with_a_copy_is_not_one_without()
    {
        using var scope = NewDisposeScope();
        Parameter single = new(ones(3)), half = new(ones([3], ScalarType.BFloat16)), plain = new(ones([3], ScalarType.BFloat16));
        using var own = torch.optim.AdamW([single], half: HalfUpdate.MasterCopy, fused: true);
        single.grad = ones(3);
        own.step();
        Assert.Equal(24, own.StateBytes);
        using var copied = torch.optim.AdamW([half], half: HalfUpdate.MasterCopy, fused: true);
        using var other = torch.optim.AdamW([plain], fused: true);
        Assert.Contains("with a float32 copy", Assert.Throws<InvalidDataException>(() => CheckpointTests.Load(other, CheckpointTests.Saved(copied))).Message);
        half.grad = ones([3], ScalarType.BFloat16);
        copied.ParamGroups.Cast<FusedAdamW.ParamGroup>().Single().Options.half = HalfUpdate.Nearest;
        Assert.Contains("with a float32 copy, and half is Nearest now", Assert.Throws<InvalidOperationException>(() => copied.step()).Message);
        Assert.Equal([1.0, 1, 1], Trained.Numbers([half]));
        Assert.Equal("seed", Assert.Throws<ArgumentOutOfRangeException>(() => HalfUpdate.Stochastic(long.MinValue)).ParamName);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Steps_leave_no_tensor_behind(string kind)
    {
        foreach (var half in new[] { HalfUpdate.MasterCopy, HalfUpdate.Stochastic(2) })
        {
            var p = Parameters(ScalarType.BFloat16);
            SetGradients(p, 1);
            using var optimizer = Make(kind, p, half);
            CountingTensors.AssertNothingStays(() => optimizer.step());
        }
    }

    /// <summary>An optimizer of a kind, whose options a group of half parameters takes over. The first group is an empty parameter without a gradient.</summary>
    private static FusedOptimizer Make(string kind, Parameter[] parameters, HalfUpdate half)
    {
        var optimizer = Trained.Optimizer(kind, [new Parameter(zeros(0))], 0.05);
        var group = TrainedKinds.All[kind].Group(parameters, null);
        ((FusedOptimizerOptions)group.Options).half = half;
        optimizer.add_param_group(group);
        return optimizer;
    }

    private static Parameter[] Parameters(ScalarType type) => [.. Shapes.Select((shape, i) => new Parameter(Data(shape, i).to(type)))];

    private static void Run(Parameter[] parameters, FusedOptimizer optimizer, int first, int count)
    {
        for (var step = first; step < first + count; step++)
        {
            SetGradients(parameters, step);
            optimizer.step();
        }
    }

    private static void SetGradients(Parameter[] parameters, int step)
    {
        for (var i = 0; i < parameters.Length; i++) parameters[i].grad = Data(Shapes[i], 20 * step + i).to(parameters[i].dtype);
    }

    private static Tensor Data(long[] shape, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape);
    }
}
