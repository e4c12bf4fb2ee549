using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Muon beside the authors' code (KellerJordan/Muon, muon.py, MuonWithAuxAdam) written out in TorchSharp, in float64 instead of bfloat16, and what follows from the method.</summary>
public class MuonTests
{
    [Theory]
    [InlineData(ScalarType.Float64, true, false)]
    [InlineData(ScalarType.Float64, false, true)]
    [InlineData(ScalarType.Float32, true, false)]
    public void It_takes_the_same_steps(ScalarType type, bool nesterov, bool maximize)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        const double Lr = 0.05, Momentum = 0.9, Decay = 0.2, AdamLr = 0.01, Beta1 = 0.8, Beta2 = 0.9, Eps = 1e-6;
        long[][] shapes = [[9, 5], [5, 9], [9, 5], [5, 9], [9, 1], [7, 7], [4, 3, 2, 2], [40, 21], [6], []];
        Parameter[] own = [.. shapes.Select((shape, i) => new Parameter(Data(shape, i).to(type))), new(Data([5, 8], 20).to(type).t())];
        Tensor[] p = [.. own.Select(parameter => parameter.detach().clone())], mean = [.. p.Select(tensor => zeros_like(tensor))], square = [.. p.Select(tensor => zeros_like(tensor))];
        using var optimizer = torch.optim.Muon(own, Lr, Decay, Momentum, nesterov, adam_lr: AdamLr, beta1: Beta1, beta2: Beta2, eps: Eps, maximize: maximize);
        for (var step = 1; step <= 20; step++)
        {
            for (var i = 0; i < own.Length; i++)
            {
                own[i].grad = Data(p[i].shape, 30 * step + i).to(type);
                var gradient = own[i].grad! * (maximize ? -1 : 1);
                if (p[i].ndim > 1)
                {
                    mean[i] = Lerp(mean[i], gradient, 1 - Momentum);
                    var update = Orthogonal((nesterov ? Lerp(gradient, mean[i], Momentum) : mean[i]).flatten(1), 5);
                    update *= Math.Sqrt(Math.Max(1, update.size(-2) / (double)update.size(-1)));
                    p[i] = p[i] * (1 - Lr * Decay) - Lr * update.reshape(p[i].shape);
                }
                else
                {
                    (mean[i], square[i]) = (Lerp(mean[i], gradient, 1 - Beta1), Lerp(square[i], gradient.square(), 1 - Beta2));
                    p[i] = p[i] * (1 - AdamLr * Decay) - AdamLr * (mean[i] / (1 - Math.Pow(Beta1, step))) / ((square[i] / (1 - Math.Pow(Beta2, step))).sqrt() + Eps);
                }
            }

            optimizer.step();
            Assert.All(Trained.Numbers(p).Zip(Trained.Numbers(own)), pair => Assert.Equal(pair.First, pair.Second, type == ScalarType.Float64 ? 1e-10 : 2e-3));
        }
    }

    [Theory]
    [InlineData(40, 12)]
    [InlineData(12, 40)]
    [InlineData(16, 16)]
    public void The_iteration_brings_singular_values_near_one_and_keeps_the_vectors(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = randn([2, rows, columns], ScalarType.Float64);
        var (u, s, vh) = linalg.svd(x, fullMatrices: false);
        var y = PolarFactor.Quintic(x.clone(), 5);
        var inside = u.mT.matmul(y).matmul(vh.mT);
        var values = inside.diagonal(0, -2, -1);
        Assert.True((inside - values.diag_embed()).abs().max().item<double>() < 1e-12);
        var apart = s / s.square().sum([-1], keepdim: true).sqrt() > 0.02;
        Assert.InRange(values.masked_select(apart).min().item<double>(), 0.6, 1.3);
        Assert.InRange(values.masked_select(apart).max().item<double>(), 0.6, 1.3);
    }

    [Theory]
    [InlineData(MuonAdjustment.Original, 12, 3, 2)]
    [InlineData(MuonAdjustment.Original, 3, 12, 1)]
    [InlineData(MuonAdjustment.MatchRmsAdamW, 3, 25, 1)]
    [InlineData(MuonAdjustment.MatchRmsAdamW, 25, 3, 1)]
    public void The_rate_goes_by_the_shape(MuonAdjustment adjustment, int rows, int columns, double factor)
    {
        using var scope = NewDisposeScope();
        Parameter p = new(zeros([rows, columns], ScalarType.Float64));
        using var optimizer = torch.optim.Muon([p], lr: 0.1, adjust_lr_fn: adjustment);
        var gradient = Data([rows, columns], 1);
        p.grad = gradient;
        optimizer.step();
        var wanted = PolarFactor.Quintic(gradient.unsqueeze(0).clone(), 5).squeeze(0) * (-0.1 * factor);
        Assert.All(Trained.Numbers([wanted]).Zip(Trained.Numbers([p])), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Roles_decide_which_rule_and_which_rate()
    {
        using var scope = NewDisposeScope();
        Parameter matrix = new(zeros([4, 4], ScalarType.Float64)), head = new(zeros([4, 4], ScalarType.Float64)), table = new(zeros([4, 4], ScalarType.Float64));
        using var optimizer = torch.optim.Muon([(ParameterRole.Matrix, "hidden", matrix), (ParameterRole.Head, "head", head), (ParameterRole.Embedding, "table", table)], lr: 0.5, adam_lr: 0.1, eps: 0);
        var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5);
        foreach (var wanted in new[] { 0.1, 0.15, 0.175 })
        {
            foreach (var parameter in new[] { matrix, head, table }) parameter.grad = full_like(parameter, 3.0);
            optimizer.step();
            scheduler.step();
            // Adam's quotient of a constant gradient is 1, so an element has moved by the sum of the rates.
            Assert.All(Trained.Numbers([head, table]), number => Assert.Equal(-wanted, number, 1e-12));
        }

        var states = optimizer.state_dict().State.Cast<Muon.State>().ToArray();
        Assert.Equal([128L, 256, 256], states.Select(state => state.Bytes));
        Assert.Null(states[0].exp_avg);
        Assert.Null(states[1].momentum_buffer);
        Assert.NotNull(states[0].momentum_buffer);
    }

    [Fact]
    public void Defaults_are_the_authors()
    {
        using var optimizer = torch.optim.Muon([new Parameter(ones(2))]);
        var o = Assert.Single(optimizer.ParamGroups.Cast<Muon.ParamGroup>()).Options;
        Assert.Equal((0.02, 0.0, 0.95, true, 5, MuonAdjustment.Original), (o.LearningRate, o.weight_decay, o.momentum, o.nesterov, o.ns_steps, o.adjust_lr_fn));
        Assert.Equal((3e-4, 0.9, 0.95, 1e-10, false), (o.adam_lr, o.beta1, o.beta2, o.eps, o.maximize));
    }

    [Fact]
    public void The_size_of_gradients_does_not_matter_and_what_is_not_finite_stays_alone()
    {
        using var scope = NewDisposeScope();
        Parameter small = new(Data([6, 4], 0)), large = new(Data([6, 4], 0)), none = new(Data([6, 4], 0)), bad = new(Data([6, 4], 0));
        using var optimizer = torch.optim.Muon([small, large, none, bad]);
        small.grad = Data([6, 4], 1) * 1e-2;
        large.grad = Data([6, 4], 1) * 1e9;
        none.grad = zeros_like(none);
        bad.grad = full_like(bad, double.PositiveInfinity);
        optimizer.step();
        Assert.All(Trained.Numbers([small]).Zip(Trained.Numbers([large])), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.Equal(Trained.Numbers([Data([6, 4], 0)]), Trained.Numbers([none]));
        Assert.All(Trained.Numbers([bad]), number => Assert.True(double.IsNaN(number)));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Parameter p = new(ones(2, 2));
        Assert.Equal("ns_steps", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.Muon([p], ns_steps: 0)).ParamName);
        Assert.Equal("momentum", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.Muon([p], momentum: 1)).ParamName);
        Assert.Equal("adjust_lr_fn", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.Muon([p], adjust_lr_fn: (MuonAdjustment)7)).ParamName);
        Assert.Equal("adam_lr", Assert.Throws<ArgumentException>(() => torch.optim.Muon([p], lr: 0)).ParamName);
        using var still = torch.optim.Muon([p], lr: 0, adam_lr: null);
    }

    private static Tensor Orthogonal(Tensor gradient, int steps)
    {
        var isTall = gradient.size(-2) > gradient.size(-1);
        var x = isTall ? gradient.mT : gradient;
        x /= x.norm() + 1e-7;
        for (var i = 0; i < steps; i++)
        {
            var a = x.matmul(x.mT);
            x = x * 3.4445 + (a * -4.7750 + a.matmul(a) * 2.0315).matmul(x);
        }

        return isTall ? x.mT : x;
    }

    private static Tensor Lerp(Tensor from, Tensor to, double weight) => from + (to - from) * weight;

    private static Tensor Data(long[] shape, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape);
    }
}
