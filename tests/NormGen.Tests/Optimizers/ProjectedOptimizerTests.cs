using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace NormGen.Tests.Optimizers;

/// <summary>Normalize-and-Project behind every optimizer: weights keep their norm, directions are those of a composed projection, states go on bit for bit, and what does not fit is refused.</summary>
public class ProjectedOptimizerTests
{
    private static readonly Dictionary<string, Func<nn.Module, OptimizerHelper>> Stock = new()
    {
        ["torch.optim.SGD"] = model => torch.optim.SGD(model.parameters(), 0.05, 0.9),
        ["torch.optim.Adam"] = model => torch.optim.Adam(model.parameters(), 0.01),
        ["torch.optim.AdamW"] = model => torch.optim.AdamW(model.parameters(), 0.01),
        ["torch.optim.RMSProp"] = model => torch.optim.RMSProp(model.parameters(), 0.01),
    };

    public static TheoryData<string> Kinds => [.. TrainedKinds.All.Keys.Concat(Stock.Keys)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Weights_have_their_initial_norm_after_every_step_and_the_rest_trains(string kind)
    {
        using var model = new Trained(ScalarType.Float64);
        using var optimizer = new ProjectedOptimizer(Inner(kind, model), model);
        Assert.Equal(["mix.weight", "hidden.weight"], optimizer.Projection.Weights.Select(weight => weight.Name));
        var head = Trained.Numbers([model.get_parameter("head.weight")!]);
        for (var step = 0; step < 4; step++)
        {
            Trained.Run(model, optimizer, step, 1);
            Assert.All(optimizer.Projection.Weights, weight => Assert.Equal(weight.Rho, NaP.Norm(weight.Parameter), weight.Rho * 1e-12));
        }

        Assert.NotEqual(head, Trained.Numbers([model.get_parameter("head.weight")!]));
        Assert.Equal(4, optimizer.Steps);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_weights_are_those_of_the_optimizer_and_a_projection_written_out(string kind)
    {
        using Trained one = new(ScalarType.Float64), two = new(ScalarType.Float64);
        using var optimizer = new ProjectedOptimizer(Inner(kind, one), one, every: 2, project_output: true);
        using var plain = Inner(kind, two);
        var norms = Projected(two).Select(NaP.Norm).ToArray();
        for (var step = 0; step < 5; step++)
        {
            Trained.Run(one, optimizer, step, 1);
            Trained.Run(two, plain, step, 1);
            using var noGradients = no_grad();
            foreach (var (parameter, rho) in Projected(two).Zip(norms))
                if (step % 2 == 1) parameter.mul_(rho / NaP.Norm(parameter));
            Assert.All(Trained.Numbers(one.parameters()).Zip(Trained.Numbers(two.parameters())), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        }

        static IEnumerable<Parameter> Projected(Trained model) => [model.get_parameter("mix.weight")!, model.get_parameter("hidden.weight")!, model.get_parameter("head.weight")!];
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Training_resumed_from_a_stream_or_a_state_dict_is_bit_for_bit_the_same(string kind)
    {
        using var whole = new Trained();
        using var all = new ProjectedOptimizer(Inner(kind, whole), whole, every: 2);
        all.Projection.SetRadius("hidden.weight", 1.5);
        Trained.Run(whole, all, 0, 3);
        using var file = new MemoryStream();
        whole.save(new BinaryWriter(file));
        all.save_state_dict(new BinaryWriter(file));

        file.Position = 0;
        using Trained fromStream = new(seed: 2), fromState = new(seed: 3);
        using ProjectedOptimizer streamed = new(Inner(kind, fromStream), fromStream), copied = new(Inner(kind, fromState), fromState);
        fromStream.load(new BinaryReader(file));
        streamed.load_state_dict(new BinaryReader(file));
        Assert.Equal(file.Length, file.Position);
        fromState.load_state_dict(whole.state_dict());
        copied.load_state_dict(all.state_dict());
        Assert.Equal((3L, 2, 1.5), (streamed.Steps, streamed.Every, streamed.Projection.Weights[1].Rho));
        foreach (var (model, optimizer) in new[] { (whole, all), (fromStream, streamed), (fromState, copied) }) Trained.Run(model, optimizer, 3, 4);
        Assert.Equal(Trained.Numbers(whole.parameters()), Trained.Numbers(fromStream.parameters()));
        Assert.Equal(Trained.Numbers(whole.parameters()), Trained.Numbers(fromState.parameters()));
    }

    [Theory]
    [MemberData(nameof(Trained.Kinds), MemberType = typeof(Trained))]
    public void The_norm_is_measured_while_it_is_written(string kind)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
        {
            Parameter matrix = new(Data([7, 5], 1).to(type)), convolution = new(Data([4, 3, 2, 2], 2).to(type)), strided = new(Data([5, 6], 3).to(type).t()), vector = new(Data([20011], 4).to(type)), large = new(Data([211, 300], 5).to(type)), still = new(Data([5, 7], 6).to(type));
            Parameter[] all = [matrix, convolution, strided, vector, large, still];
            using var optimizer = Trained.Optimizer(kind, all);
            var projection = new WeightProjection(all.Select((parameter, i) => ($"p{i}", parameter)));
            for (var step = 1; step <= 2; step++)
            {
                using var norms = MeasuredNorms.Of(optimizer, projection.Weights)!;
                Trained.SetGradients(all, step);
                still.grad = null;
                optimizer.step();
                norms.End();
                Assert.Null(norms.Of(projection.Weights[5]));
                foreach (var weight in projection.Weights.SkipLast(1))
                {
                    var exact = NaP.Norm(weight.Parameter);
                    // Transposed weights are updated in a copy, which is written back.
                    if (norms.Of(weight) is { } norm) Assert.Equal(exact, norm, exact * (type == ScalarType.Float64 ? 1e-13 : 1e-5));
                    else Assert.Same(strided, weight.Parameter);
                }
            }
        }
    }

    [Fact]
    public void Gains_and_offsets_keep_their_common_norm_or_go_back_or_are_left_alone()
    {
        foreach (var mode in Enum.GetValues<ScaleOffsetMode>())
        {
            using var model = new Trained(ScalarType.Float64);
            var (gain, offset) = (model.get_parameter("norm.weight")!, model.get_parameter("norm.bias")!);
            using var optimizer = new ProjectedOptimizer(torch.optim.SGD(model.parameters(), 0), model, scale_offset: mode, decay: 0.25);
            double[] before = Trained.Numbers([gain, offset]);
            optimizer.step();
            double[] after = Trained.Numbers([gain, offset]);
            switch (mode)
            {
                case ScaleOffsetMode.None: Assert.Equal(before, after); break;
                case ScaleOffsetMode.Joint: Assert.Equal(6, after.Sum(number => number * number), 1e-12); break;
                default: Assert.All(before.Zip(after).Select((pair, i) => (pair, i)), item => Assert.Equal(item.pair.First * 0.75 + (item.i < 6 ? 0.25 : 0), item.pair.Second, 1e-14)); break;
            }
        }
    }

    [Fact]
    public void A_weight_of_zeros_stays_and_what_is_not_finite_stays_not_finite()
    {
        using var scope = NewDisposeScope();
        Tensor zero = zeros(2, 3), empty = zeros(0, 3), bad = tensor(new[] { 1f, float.NaN });
        NaP.Project(zero, 2);
        NaP.Project(empty, 2);
        NaP.Project(bad, 2);
        NaP.ProjectScaleOffset(zero, zeros(2, 3));
        Assert.All(Trained.Numbers([zero]), number => Assert.Equal(0, number));
        Assert.True(bad.isnan().any().item<bool>());
    }

    [Fact]
    public void Schedulers_act_on_the_inner_groups_and_groups_added_later_are_trained()
    {
        using var model = new Trained();
        using var optimizer = new ProjectedOptimizer(torch.optim.AdamW([.. model.parameters().Take(5)], 0.5, fused: true), new WeightProjection([("mix", model.get_parameter("mix.weight")!)]));
        var scheduler = lr_scheduler.ExponentialLR(optimizer, 0.5);
        scheduler.step();
        Assert.Equal(0.25, optimizer.Inner.ParamGroups.Single().LearningRate);
        var late = new Parameter(ones(3));
        optimizer.add_param_group(new FusedAdamW.ParamGroup([late]));
        late.grad = ones(3);
        optimizer.step();
        Assert.DoesNotContain(1.0, Trained.Numbers([late]));
        Assert.Equal(2, optimizer.ParamGroups.Count());
        optimizer.to(CPU);
    }

    [Fact]
    public void States_of_another_projection_or_optimizer_and_truncated_ones_change_nothing()
    {
        using var model = new Trained();
        using var own = new ProjectedOptimizer(torch.optim.AdamW(model, fused: true), model);
        using var more = new ProjectedOptimizer(torch.optim.AdamW(model, fused: true), model, project_output: true);
        using var lion = new ProjectedOptimizer(torch.optim.Lion(model), model);
        Trained.Run(model, own, 0, 2);
        var saved = Saved(own);
        Trained.Run(model, own, 2, 1);
        var before = Saved(own);
        Assert.Contains("projected weight 2 is head.weight [7, 6] there and missing here", Assert.Throws<InvalidDataException>(() => Load(own, Saved(more))).Message);
        Assert.Contains("one of Lion with a projection", Assert.Throws<InvalidDataException>(() => Load(own, Saved(lion))).Message);
        Assert.Throws<InvalidDataException>(() => own.load_state_dict(lion.state_dict()));
        Assert.Throws<InvalidDataException>(() => own.load_state_dict(own.Inner.state_dict()));
        for (var length = 0; length < saved.Length; length += Math.Max(1, length / 5))
        {
            var problem = Record.Exception(() => Load(own, saved[..length]));
            Assert.True(problem is InvalidDataException or EndOfStreamException, $"{length} of {saved.Length} bytes: {problem}");
            Assert.Equal(before, Saved(own));
        }

        Load(own, saved);
        Assert.Equal(saved, Saved(own));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var model = new Trained();
        using var other = new Trained();
        using var inner = torch.optim.AdamW(model, fused: true);
        Assert.Equal("every", Assert.Throws<ArgumentOutOfRangeException>(() => new ProjectedOptimizer(inner, model, every: 0)).ParamName);
        Assert.Contains("'mix.weight' is not one of the optimizer's", Assert.Throws<ArgumentException>(() => new ProjectedOptimizer(inner, other)).Message);
        Assert.Equal("scale_offset", Assert.Throws<ArgumentOutOfRangeException>(() => new WeightProjection(model, (ScaleOffsetMode)7)).ParamName);
        Assert.Equal("decay", Assert.Throws<ArgumentOutOfRangeException>(() => new WeightProjection(model, decay: 1.5)).ParamName);
        Assert.Contains("'w' has the norm 0", Assert.Throws<ArgumentException>(() => new WeightProjection([("w", new Parameter(zeros(2)))])).Message);
        var twice = new Parameter(ones(2));
        Assert.Contains("'b' is given twice", Assert.Throws<ArgumentException>(() => new WeightProjection([("a", twice), ("b", twice)])).Message);
        Assert.Contains("no weight to project", Assert.Throws<ArgumentException>(() => new WeightProjection([])).Message);
        Assert.Equal("rho", Assert.Throws<ArgumentOutOfRangeException>(() => NaP.Project(ones(2), -1)).ParamName);
        Assert.Equal("weight", Assert.Throws<ArgumentException>(() => NaP.Project(ones(2, ScalarType.Int64), 1)).ParamName);
        Assert.Equal("offset", Assert.Throws<ArgumentException>(() => NaP.ProjectScaleOffset(ones(2), ones(3))).ParamName);
        Assert.Contains("mix.weight, hidden.weight", Assert.Throws<ArgumentException>(() => new WeightProjection(model).SetRadius("x", 1)).Message);
    }

    [Fact]
    public void A_model_moved_after_construction_is_refused_before_the_step()
    {
        using var model = new Trained();
        using var optimizer = new ProjectedOptimizer(torch.optim.AdamW(model, fused: true), model);
        model.to(ScalarType.Float64);
        Assert.Contains("'mix.weight' was replaced", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }

    private static OptimizerHelper Inner(string kind, nn.Module model) => Stock.TryGetValue(kind, out var make) ? make(model) : Trained.Optimizer(kind, model);

    private static byte[] Saved(ProjectedOptimizer optimizer)
    {
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        return stream.ToArray();
    }

    private static void Load(ProjectedOptimizer optimizer, byte[] saved) => optimizer.load_state_dict(new BinaryReader(new MemoryStream(saved)));

    private static Tensor Data(long[] shape, int seed) => (arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64) * 0.7 + seed).sin().view(shape);
}
