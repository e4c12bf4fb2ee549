using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace NormGen.Tests.Optimizers;

/// <summary>Stopping, saving and going on elsewhere gives bit for bit what never stopping gives.</summary>
public class CheckpointTests
{
    public static TheoryData<string, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<string, ScalarType>();
            foreach (var kind in TrainedKinds.All.Keys)
                foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 }) cases.Add(kind, type);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_resumed_from_a_stream_is_bit_for_bit_the_same(string kind, ScalarType type)
    {
        using var whole = new Trained(type);
        using var all = Trained.Optimizer(kind, whole);
        Trained.Run(whole, all, 0, 5);
        using var file = new MemoryStream();
        whole.save(new BinaryWriter(file));
        all.save_state_dict(new BinaryWriter(file));
        Trained.Run(whole, all, 5, 5);

        file.Position = 0;
        using var resumed = new Trained(type, seed: 2);
        using var rest = Trained.Optimizer(kind, resumed, lr: 0.5);
        resumed.load(new BinaryReader(file));
        rest.load_state_dict(new BinaryReader(file));
        Assert.Equal(file.Length, file.Position);
        Trained.Run(resumed, rest, 5, 5);
        Assert.Equal(Trained.Numbers(whole.parameters()), Trained.Numbers(resumed.parameters()));
        Assert.Equal(Saved(all), Saved(rest));
        Assert.All(all.state_dict().State.Zip(rest.state_dict().State), pair => Assert.True(pair.First.ApproximatelyEquals(pair.Second)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_resumed_from_a_state_dict_is_bit_for_bit_the_same_and_apart(string kind, ScalarType type)
    {
        using var whole = new Trained(type);
        using var all = Trained.Optimizer(kind, whole);
        Trained.Run(whole, all, 0, 3);
        using var resumed = new Trained(type, seed: 2);
        using var rest = Trained.Optimizer(kind, resumed, lr: 0.5);
        resumed.load_state_dict(whole.state_dict());
        rest.load_state_dict(all.state_dict());
        Trained.Run(whole, all, 3, 4);
        Trained.Run(resumed, rest, 3, 4);
        Assert.Equal(Trained.Numbers(whole.parameters()), Trained.Numbers(resumed.parameters()));
        all.load_state_dict(all.state_dict());
        Assert.Equal(Saved(all), Saved(rest));
    }

    [Fact]
    public void A_scheduled_rate_and_the_rate_at_construction_are_part_of_the_state()
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer(nameof(SCALE), model, 0.1);
        var scheduler = lr_scheduler.ExponentialLR(optimizer, 0.5);
        scheduler.step();
        using var other = Trained.Optimizer(nameof(SCALE), model, 0.3);
        Load(other, Saved(optimizer));
        var options = other.ParamGroups.Cast<SCALE.ParamGroup>().First().Options;
        Assert.Equal((0.05, 0.1, 0.2, 0.1), (options.LearningRate, options.InitialLearningRate, options.adam_lr, options.weight_decay));
    }

    [Fact]
    public void A_strided_parameter_keeps_its_strides_in_the_state()
    {
        using var scope = NewDisposeScope();
        Parameter strided = new(arange(12, float32).view(3, 4).t()), again = new(arange(12, float32).view(3, 4).t());
        using var optimizer = torch.optim.AdamW([strided], fused: true);
        Trained.SetGradients([strided], 1);
        optimizer.step();
        using var other = torch.optim.AdamW([again], fused: true);
        Load(other, Saved(optimizer));
        var (saved, loaded) = ((FusedAdamW.State)optimizer.state_dict().State[0], (FusedAdamW.State)other.state_dict().State[0]);
        Assert.Equal(strided.stride(), loaded.exp_avg!.stride());
        Assert.Equal(Trained.Numbers([saved.exp_avg!, saved.exp_avg_sq!]), Trained.Numbers([loaded.exp_avg!, loaded.exp_avg_sq!]));
    }

    [Theory]
    [MemberData(nameof(Trained.Kinds), MemberType = typeof(Trained))]
    public void A_state_of_before_the_first_step_loads_and_clears(string kind)
    {
        using var model = new Trained();
        using var fresh = Trained.Optimizer(kind, model);
        var saved = Saved(fresh);
        using var used = Trained.Optimizer(kind, model);
        Trained.Run(model, used, 0, 2);
        Assert.NotEqual(0, used.StateBytes);
        Load(used, saved);
        Assert.Equal(0, used.StateBytes);
        Assert.All(used.state_dict().State.Cast<FusedOptimizerState>(), state => Assert.Equal(0, state.step));
    }

    [Theory]
    [MemberData(nameof(Trained.Kinds), MemberType = typeof(Trained))]
    public void Files_and_empty_parameters_work(string kind)
    {
        var path = Path.GetTempFileName();
        try
        {
            Parameter[] p = [new(ones(0, 4)), new(ones(3)), new(tensor(2f)), new(zeros(0))], q = [new(ones(0, 4)), new(ones(3)), new(tensor(2f)), new(zeros(0))];
            using var optimizer = Trained.Optimizer(kind, p);
            Trained.SetGradients(p, 1);
            optimizer.step();
            optimizer.save_state_dict(path);
            using var other = Trained.Optimizer(kind, q);
            other.load_state_dict(path);
            Assert.Equal(Saved(optimizer), Saved(other));
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static byte[] Saved(FusedOptimizer optimizer)
    {
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        return stream.ToArray();
    }

    internal static void Load(FusedOptimizer optimizer, byte[] saved) => optimizer.load_state_dict(new BinaryReader(new MemoryStream(saved)));
}
