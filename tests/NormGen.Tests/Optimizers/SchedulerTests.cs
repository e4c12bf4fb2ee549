using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace NormGen.Tests.Optimizers;

/// <summary>Every scheduler of TorchSharp drives the optimizers as it drives a stock one: the same rates, and steps of that size.</summary>
public class SchedulerTests
{
    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> Schedulers = new()
    {
        ["StepLR"] = optimizer => StepLR(optimizer, 3, 0.5),
        ["MultiStepLR"] = optimizer => MultiStepLR(optimizer, [2, 5, 6], 0.3),
        ["ExponentialLR"] = optimizer => ExponentialLR(optimizer, 0.8),
        ["CosineAnnealingLR"] = optimizer => CosineAnnealingLR(optimizer, 4, 1e-3),
        ["LinearLR"] = optimizer => LinearLR(optimizer, 0.1, 1, 5),
        ["ConstantLR"] = optimizer => ConstantLR(optimizer, 0.25, 4),
        ["PolynomialLR"] = optimizer => PolynomialLR(optimizer, 8, 2),
        ["LambdaLR"] = optimizer => LambdaLR(optimizer, step => 1.0 / (1 + step)),
        ["MultiplicativeLR"] = optimizer => MultiplicativeLR(optimizer, step => 1 - 0.02 * step),
        ["OneCycleLR"] = optimizer => OneCycleLR(optimizer, 0.2, total_steps: 12, cycle_momentum: optimizer is IMomentum),
        ["OneCycleLR without momentum"] = optimizer => OneCycleLR(optimizer, 0.2, total_steps: 12, cycle_momentum: false, three_phase: true),
        ["CyclicLR"] = optimizer => CyclicLR(optimizer, 0.01, 0.3, 3, cycle_momentum: false),
        ["SequentialLR"] = optimizer => SequentialLR(optimizer, [LinearLR(optimizer, 0.1, 1, 3), CosineAnnealingLR(optimizer, 9)], [4]),
        ["ChainedLR"] = optimizer => ChainedLR([ConstantLR(optimizer, 0.5, 3), ExponentialLR(optimizer, 0.9)]),
        ["ReduceLROnPlateau"] = optimizer => ReduceLROnPlateau(optimizer, patience: 1, factor: 0.5),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var scheduler in Schedulers.Keys)
                foreach (var kind in TrainedKinds.All.Keys) cases.Add(scheduler, kind);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rates_are_those_of_a_stock_optimizer(string scheduler, string kind)
    {
        Parameter[] p = [new(ones(2, 2)), new(ones(3))], q = [new(ones(2, 2)), new(ones(3))];
        using var own = Trained.Optimizer(kind, [p[0]], 0.1);
        own.add_param_group(TrainedKinds.All[kind].Group([p[1]], 0.03));
        using Optimizer stock = torch.optim.Adam([new Adam.ParamGroup([q[0]], lr: 0.1), new Adam.ParamGroup([q[1]], lr: 0.03)]);
        LRScheduler driver = Schedulers[scheduler](own), model = Schedulers[scheduler](stock);
        var rates = new HashSet<double>();
        for (var step = 0; step < 11; step++)
        {
            Assert.Equal(stock.ParamGroups.Select(group => group.LearningRate), own.ParamGroups.Select(group => group.LearningRate));
            rates.Add(own.ParamGroups.First().LearningRate);
            Trained.SetGradients(p, step);
            own.step();
            if (scheduler == "ReduceLROnPlateau")
            {
                driver.step(step < 3 ? 1.0 / (1 + step) : 1);
                model.step(step < 3 ? 1.0 / (1 + step) : 1);
            }
            else
            {
                driver.step();
                model.step();
            }
        }

        Assert.True(rates.Count > 1);
        Assert.All(Trained.Numbers(p), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void SCALE_moves_a_matrix_by_the_rate_and_vectors_by_their_own_in_proportion()
    {
        // A gradient of ones: rows have root mean square 1, and Adam's quotient is 1 as well, so every element moves by the rate of its role.
        Parameter matrix = new(zeros([2, 3], ScalarType.Float64)), vector = new(zeros([3], ScalarType.Float64));
        using var optimizer = torch.optim.SCALE([matrix, vector], lr: 0.1, adam_lr: 0.4, eps: 0);
        var scheduler = StepLR(optimizer, 1, 0.5);
        var (m, v) = (0.0, 0.0);
        foreach (var rate in new[] { 0.1, 0.05, 0.025 })
        {
            matrix.grad = ones_like(matrix);
            vector.grad = ones_like(vector);
            optimizer.step();
            scheduler.step();
            (m, v) = (m - rate, v - 4 * rate);
            Assert.All(Trained.Numbers([matrix]), number => Assert.Equal(m, number, 1e-12));
            Assert.All(Trained.Numbers([vector]), number => Assert.Equal(v, number, 1e-12));
        }
    }

    [Fact]
    public void OneCycleLR_cycles_the_first_beta_of_every_group_as_in_the_stock_optimizer()
    {
        Parameter[] p = [new(ones(2, 2)), new(ones(3))], q = [new(ones(2, 2)), new(ones(3))];
        using var own = torch.optim.AdamW([new FusedAdamW.ParamGroup([p[0]]), new FusedAdamW.ParamGroup([p[1]], beta2: 0.9)], fused: true);
        using var stock = torch.optim.AdamW([new AdamW.ParamGroup([q[0]]), new AdamW.ParamGroup([q[1]], beta2: 0.9)]);
        LRScheduler driver = OneCycleLR(own, 0.2, total_steps: 10), model = OneCycleLR(stock, 0.2, total_steps: 10);
        var betas = new HashSet<double>();
        for (var step = 0; step < 9; step++)
        {
            var found = own.ParamGroups.Cast<IBetas>().Select(group => group.Betas).ToArray();
            Assert.Equal(stock.ParamGroups.Cast<IBetas>().Select(group => group.Betas), found);
            betas.Add(found[0].Item1);
            Trained.SetGradients(p, step);
            own.step();
            driver.step();
            model.step();
        }

        Assert.True(betas.Count > 3);
    }

    [Theory]
    [MemberData(nameof(Trained.Kinds), MemberType = typeof(Trained))]
    public void What_a_schedule_makes_of_the_momentum_reaches_every_group_and_its_steps(string kind)
    {
        using Trained model = new(), other = new();
        using FusedOptimizer own = Trained.Optimizer(kind, model), steady = Trained.Optimizer(kind, other);
        Assert.All(own.ParamGroups, group => Assert.Equal(own is IMomentum, group is IMomentum));
        if (own is not IMomentum)
        {
            // The one without a first moment.
            Assert.IsType<Adafactor>(own);
            return;
        }

        using var stock = torch.optim.SGD([new Parameter(ones(2))], 0.01, 0.9);
        LRScheduler[] drivers = [CyclicLR(own, 0.01, 0.02, 2, base_momentum: 0.3, max_momentum: 0.4), CyclicLR(stock, 0.01, 0.02, 2, base_momentum: 0.3, max_momentum: 0.4), CyclicLR(steady, 0.01, 0.02, 2, cycle_momentum: false)];
        for (var step = 0; step < 5; step++)
        {
            Assert.All(own.ParamGroups.Cast<IMomentum>(), group => Assert.Equal(((IMomentum)stock.ParamGroups.Single()).Momentum, group.Momentum));
            Trained.Run(model, own, step, 1);
            Trained.Run(other, steady, step, 1);
            foreach (var driver in drivers) driver.step();
        }

        Assert.NotEqual(Trained.Numbers(other.parameters()), Trained.Numbers(model.parameters()));
    }

    [Fact]
    public void CyclicLR_cycles_the_heads_momentum_as_that_of_SGD_up_to_one()
    {
        Parameter head = new(zeros([2, 3], ScalarType.Float64)), other = new(ones(2, 2));
        using var own = torch.optim.SCALE([(ParameterRole.Head, "head", head)], 0.1);
        using var stock = torch.optim.SGD([other], 0.1, 0.9);
        LRScheduler driver = CyclicLR(own, 0.1, 1.0, 2), model = CyclicLR(stock, 0.1, 1.0, 2);
        var momenta = new List<double>();
        var mean = new double[6];
        for (var step = 0; step < 7; step++)
        {
            var momentum = ((IMomentum)own.ParamGroups.Single()).Momentum;
            Assert.Equal(((IMomentum)stock.ParamGroups.Single()).Momentum, momentum);
            momenta.Add(momentum);
            Trained.SetGradients([head], step);
            mean = [.. mean.Zip(Trained.Numbers([head.grad!]), (m, g) => m * momentum + g * (1 - momentum))];
            own.step();
            Assert.All(Trained.Numbers([((SCALE.State)own.state_dict().State[0]).moment1!]).Zip(mean), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
            driver.step();
            model.step();
        }

        Assert.Equal([0.9, 0.95, 1.0], momenta[..3].Select(value => Math.Round(value, 6)));
    }

    [Fact]
    public void CyclicLR_cycles_the_first_beta_of_AdamW_and_a_beta_of_one_is_refused_before_the_step()
    {
        Parameter p = new(ones(3));
        using var optimizer = torch.optim.AdamW([p], fused: true);
        var scheduler = CyclicLR(optimizer, 0.01, 0.1, 2, base_momentum: 0.85, max_momentum: 0.9);
        for (var step = 0; step < 6; step++)
        {
            Trained.SetGradients([p], step);
            optimizer.step();
            scheduler.step();
        }

        Assert.All(Trained.Numbers([p]), number => Assert.True(double.IsFinite(number)));
        Assert.NotEqual(0.9, optimizer.ParamGroups.Cast<IBetas>().Single().Betas.Item1);

        optimizer.ParamGroups.Cast<IMomentum>().Single().Momentum = 1;
        var before = Trained.Numbers([p]);
        Assert.Contains("beta1 is 1", Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.step()).Message);
        Assert.Equal(before, Trained.Numbers([p]));
    }
}
