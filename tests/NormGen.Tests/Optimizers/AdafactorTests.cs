using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Adafactor beside PyTorch's (torch/optim/_adafactor.py) written out in TorchSharp, and what its state holds.</summary>
public class AdafactorTests
{
    [Theory]
    [InlineData(ScalarType.Float64, false)]
    [InlineData(ScalarType.Float64, true)]
    [InlineData(ScalarType.Float32, false)]
    public void It_takes_the_same_steps(ScalarType type, bool maximize)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        const double Lr = 0.3, Beta2Decay = -0.7, Eps2 = 0.05, D = 1.2, Decay = 0.1;
        Parameter[] own = [new(Data([65, 33], 0).to(type)), new(Data([5, 40], 1).to(type).mul(0.001)), new(Data([7], 2).to(type)), new(Data([6, 5], 3).to(type).t()), new(Data([4, 3, 2, 2], 4).to(type)), new(tensor(0.3).to(type)), new(Data([1, 6], 5).to(type))];
        var all = own.Select(parameter => new Reference(parameter.detach().flatten(Math.Min(1, Math.Max(parameter.ndim - 1, 0))).clone())).ToArray();
        using var optimizer = torch.optim.Adafactor(own, Lr, Beta2Decay, null, Eps2, D, Decay, maximize);
        for (var step = 1; step <= 25; step++)
        {
            for (var i = 0; i < own.Length; i++)
            {
                // Spikes make the clipping work; a row of zeros makes a second moment that is none.
                var gradient = Data(own[i].shape, 100 * step + i).to(type) * (step % 7 == 0 ? 50 : 1);
                if (i == 0) gradient[3].zero_();
                own[i].grad = gradient;
                all[i].Step((maximize ? -gradient : gradient).reshape(all[i].Weight.shape), step, Lr, Beta2Decay, type == ScalarType.Float64 ? double.BitIncrement(1) - 1 : float.BitIncrement(1) - 1, Eps2, D, Decay);
            }

            optimizer.step();
            for (var i = 0; i < own.Length; i++)
                Assert.All(Trained.Numbers([all[i].Weight]).Zip(Trained.Numbers([own[i].reshape(all[i].Weight.shape)])), pair => Assert.Equal(pair.First, pair.Second, type == ScalarType.Float64 ? 1e-11 : 2e-5));
        }

        var first = (Adafactor.State)optimizer.state_dict().State[0];
        Assert.All(Trained.Numbers([all[0].Rows!]).Zip(Trained.Numbers([first.row_var!])), pair => Assert.Equal(pair.First, pair.Second, pair.First * (type == ScalarType.Float64 ? 1e-12 : 1e-5)));
        Assert.All(Trained.Numbers([all[0].Columns!]).Zip(Trained.Numbers([first.col_var!])), pair => Assert.Equal(pair.First, pair.Second, pair.First * (type == ScalarType.Float64 ? 1e-12 : 1e-5)));
    }

    [Fact]
    public void Defaults_are_PyTorchs()
    {
        using var optimizer = torch.optim.Adafactor([new Parameter(ones(2))]);
        var o = Assert.Single(optimizer.ParamGroups.Cast<Adafactor.ParamGroup>()).Options;
        Assert.Equal((0.01, -0.8, null, 1e-3, 1.0, 0.0, false), (o.LearningRate, o.beta2_decay, o.eps1, o.eps2, o.d, o.weight_decay, o.maximize));
    }

    [Fact]
    public void A_matrix_keeps_a_number_a_row_and_one_a_column_in_float32_at_least()
    {
        using var scope = NewDisposeScope();
        Parameter[] p = [new(ones(6, 5).to(ScalarType.BFloat16)), new(ones(4, 3, 3, 3)), new(ones([8, 2], ScalarType.Float64)), new(ones(7).to(ScalarType.BFloat16))];
        using var optimizer = torch.optim.Adafactor(p);
        Trained.SetGradients(p, 1);
        optimizer.step();
        var states = optimizer.state_dict().State.Cast<Adafactor.State>().ToArray();
        Assert.Equal([44L, 124, 80, 14], states.Select(state => state.Bytes));
        Assert.Equal([ScalarType.Float32, ScalarType.Float32, ScalarType.Float64], states[..3].Select(state => state.row_var!.dtype));
        Assert.Equal([4L, 27], states[1].row_var!.shape.Concat(states[1].col_var!.shape));
        Assert.Null(states[0].variance);
        Assert.Equal([7L], states[3].variance!.shape);
        Assert.Null(states[3].row_var);
    }

    [Fact]
    public void A_step_is_relative_to_the_size_of_the_parameter_and_falls_with_time()
    {
        // A gradient of one size makes an update of ones: the parameter moves by the rate times its root mean square.
        Parameter p = new(full([4, 4], 8.0, ScalarType.Float64));
        using var optimizer = torch.optim.Adafactor([p], lr: 0.5);
        var value = 8.0;
        for (var step = 1; step <= 9; step++)
        {
            p.grad = full_like(p, 1e-3);
            optimizer.step();
            value -= value * Math.Min(0.5, 1 / Math.Sqrt(step));
            Assert.All(Trained.Numbers([p]), number => Assert.Equal(value, number, 1e-12));
        }
    }

    [Theory]
    [InlineData("beta2_decay", 0.1)]
    [InlineData("beta2_decay", double.NaN)]
    [InlineData("eps1", -1)]
    [InlineData("eps2", double.PositiveInfinity)]
    [InlineData("d", 0.99)]
    [InlineData("d", double.NaN)]
    [InlineData("weight_decay", -1)]
    public void What_does_not_fit_is_refused_by_name(string name, double value)
    {
        double Or(string other, double normal) => name == other ? value : normal;
        var problem = Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.Adafactor([new Parameter(ones(2))], 0.01, Or("beta2_decay", -0.8), Or("eps1", 1e-30), Or("eps2", 1e-3), Or("d", 1), Or("weight_decay", 0)));
        Assert.Equal((name, value), (problem.ParamName, problem.ActualValue));
    }

    [Fact]
    public void A_gradient_of_zeros_changes_nothing_and_one_that_is_not_finite_its_own_parameter()
    {
        Parameter still = new(Data([3, 4], 0)), bad = new(Data([3, 4], 0)), good = new(Data([3, 4], 0));
        using var optimizer = torch.optim.Adafactor([still, bad, good]);
        var before = Trained.Numbers([still]);
        still.grad = zeros_like(still);
        bad.grad = full_like(bad, double.NaN);
        good.grad = Data([3, 4], 1);
        optimizer.step();
        Assert.Equal(before, Trained.Numbers([still]));
        Assert.All(Trained.Numbers([bad]), number => Assert.True(double.IsNaN(number)));
        Assert.All(Trained.Numbers([good]), number => Assert.True(double.IsFinite(number)));
    }

    private static Tensor Data(long[] shape, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape);
    }

    /// <summary>The single-tensor code of PyTorch, over a matrix or a vector.</summary>
    private sealed class Reference(Tensor weight)
    {
        public Tensor Weight { get; } = weight;

        public Tensor? Rows { get; private set; }

        public Tensor? Columns { get; private set; }

        private Tensor? variance;

        public void Step(Tensor gradient, int step, double lr, double beta2Decay, double eps1, double eps2, double d, double decay)
        {
            var weight = Math.Pow(step, beta2Decay);
            var alpha = Math.Max(eps2, Weight.to(ScalarType.Float64).norm().item<double>() / Math.Sqrt(Weight.numel())) * Math.Min(lr, 1 / Math.Sqrt(step));
            Weight.mul_(1 - lr * decay);
            Tensor estimate;
            if (Weight.ndim > 1)
            {
                var (row, column) = (gradient.square().mean([-1L], keepdim: true), gradient.square().mean([-2L], keepdim: true));
                Rows = Rows is null ? row * weight : Rows * (1 - weight) + row * weight;
                Columns = Columns is null ? column * weight : Columns * (1 - weight) + column * weight;
                estimate = Rows.matmul(Columns) / Rows.mean([-2L], keepdim: true).clamp_min(eps1);
            }
            else
            {
                variance = variance is null ? gradient.square() * weight : variance * (1 - weight) + gradient.square() * weight;
                estimate = variance.clone();
            }

            var update = estimate.clamp_min(eps1 * eps1).rsqrt() * gradient;
            var excess = Math.Max(1, update.to(ScalarType.Float64).norm().item<double>() / (Math.Sqrt(update.numel()) * d));
            Weight.add_(update, alpha: -alpha / excess);
        }
    }
}
