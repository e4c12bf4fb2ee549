using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>The fused AdamW beside TorchSharp's own, step by step on the same gradients.</summary>
public class AdamWAgreementTests
{
    private const int Steps = 12;

    public static TheoryData<ScalarType, bool, bool, double> Cases
    {
        get
        {
            var cases = new TheoryData<ScalarType, bool, bool, double>();
            foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
                foreach (var amsgrad in new[] { false, true })
                    foreach (var maximize in new[] { false, true })
                        foreach (var decay in new[] { 0, 0.1 }) cases.Add(type, amsgrad, maximize, decay);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_takes_the_same_steps(ScalarType type, bool amsgrad, bool maximize, double decay)
    {
        using var scope = NewDisposeScope();
        var (own, stock) = Pair(type);
        using var fused = torch.optim.AdamW(own, 0.03, 0.8, 0.95, 1e-6, decay, amsgrad, maximize, fused: true);
        using var plain = torch.optim.AdamW(stock, 0.03, 0.8, 0.95, 1e-6, decay, amsgrad, maximize);
        Compare(fused, plain, own, stock, type);
    }

    [Fact]
    public void Groups_with_their_own_options_take_the_same_steps()
    {
        using var scope = NewDisposeScope();
        var type = ScalarType.Float64;
        var (own, stock) = Pair(type);
        using var fused = torch.optim.AdamW(
            [new FusedAdamW.ParamGroup(own[..2], lr: 0.1, weight_decay: 0.3), new FusedAdamW.ParamGroup(own[2..4], beta1: 0.5, beta2: 0.9, eps: 1e-3), new FusedAdamW.ParamGroup(own[4..], amsgrad: true, maximize: true)], 0.02, weight_decay: 0, fused: true);
        using var plain = torch.optim.AdamW(
            [new AdamW.ParamGroup(stock[..2], new() { LearningRate = 0.1, weight_decay = 0.3 }), new AdamW.ParamGroup(stock[2..4], new() { beta1 = 0.5, beta2 = 0.9, eps = 1e-3 }), new AdamW.ParamGroup(stock[4..], new() { amsgrad = true, maximize = true })], 0.02, 0.9, 0.999);
        Compare(fused, plain, own, stock, type);
    }

    [Fact]
    public void Strided_parameters_and_gradients_take_the_same_steps()
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            Parameter[] own = [new(Data(5, 7, type).t()), new(Data(4, 9, type).slice(1, 0, 9, 2)), new(Data(6, 6, type))];
            Parameter[] stock = [.. own.Select(parameter => new Parameter(parameter.detach().contiguous().clone()))];
            Assert.All(own[..2], parameter => Assert.False(parameter.is_contiguous()));
            using var fused = torch.optim.AdamW(own, 0.1, weight_decay: 0.1, amsgrad: true, fused: true);
            using var plain = torch.optim.AdamW(stock, 0.1, 0.9, 0.999, 1e-8, 0.1, amsgrad: true);
            for (var step = 0; step < Steps; step++)
            {
                // A transposed one, one that repeats its single row, and one with gaps.
                Tensor[] gradients = [Data(5, 7, type, step).t(), Data(1, 5, type, step).expand(4, 5), Data(6, 12, type, step).slice(1, 0, 12, 2)];
                for (var i = 0; i < own.Length; i++)
                {
                    own[i].grad = gradients[i];
                    stock[i].grad = gradients[i].contiguous();
                }

                fused.step();
                plain.step();
                for (var i = 0; i < own.Length; i++) Same(stock[i], own[i], type, $"parameter {i}, step {step}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Trained.Kinds), MemberType = typeof(Trained))]
    public void Parameters_without_a_gradient_stay_and_so_does_their_state(string kind)
    {
        using var scope = NewDisposeScope();
        Parameter moved = new(ones(3)), still = new(ones(3)), frozen = new(ones(3), requires_grad: false);
        using var optimizer = Trained.Optimizer(kind, [moved, still, frozen]);
        for (var step = 0; step < 3; step++)
        {
            Trained.SetGradients([moved], step);
            optimizer.step();
        }

        Assert.DoesNotContain(1.0, Trained.Numbers([moved]));
        Assert.Equal([1.0, 1, 1, 1, 1, 1], Trained.Numbers([still, frozen]));
        Assert.Equal([3L, 0, 0], optimizer.state_dict().State.Cast<FusedOptimizerState>().Select(state => state.step));
        Assert.Equal(optimizer.state_dict().State.Cast<FusedOptimizerState>().First().Bytes, optimizer.StateBytes);
    }

    [Theory]
    [MemberData(nameof(Trained.Kinds), MemberType = typeof(Trained))]
    public void A_sparse_gradient_is_refused_by_name_before_anything_changes(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(("map", nn.Linear(2, 2)), ("table", nn.Embedding(5, 2, sparse: true)));
        using var optimizer = Trained.Optimizer(kind, model);
        var before = Trained.Numbers(model.parameters());
        Trained.SetGradients(model.parameters().Take(2), 1);
        ((Embedding)model[1]).call(tensor(new long[] { 1, 3 })).sum().backward();
        var problem = Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message;
        Assert.Contains("'table.weight'", problem);
        Assert.Contains("sparse: false", problem);
        Assert.Equal(before, Trained.Numbers(model.parameters()));
        Assert.Equal(0, optimizer.StateBytes);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Half_precision_parameters_train(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Parameter[] own = [new(Data(4, 6, type)), new(Data(1, 6, type).view(6))], stock = [.. own.Select(parameter => new Parameter(parameter.detach().clone()))];
        using var fused = torch.optim.AdamW(own, 0.1, eps: 1e-3, fused: true);
        using var plain = torch.optim.AdamW(stock, 0.1, 0.9, 0.999, 1e-3, 1e-2);
        for (var step = 0; step < 3; step++)
        {
            Trained.SetGradients(own, step);
            Trained.SetGradients(stock, step);
            fused.step();
            plain.step();
        }

        Assert.All(own, parameter => Assert.Equal(type, parameter.dtype));
        Assert.All(Trained.Numbers(own).Zip(Trained.Numbers(stock)), pair => Assert.Equal(pair.Second, pair.First, 0.03));
    }

    private static void Compare(FusedAdamW fused, AdamW plain, Parameter[] own, Parameter[] stock, ScalarType type)
    {
        var before = Trained.Numbers(own);
        for (var step = 0; step < Steps; step++)
        {
            Trained.SetGradients(own, step);
            Trained.SetGradients(stock, step);
            fused.step();
            plain.step();
            for (var i = 0; i < own.Length; i++) Same(stock[i], own[i], type, $"parameter {i}, step {step}");
        }

        Assert.NotEqual(before, Trained.Numbers(own));
    }

    private static void Same(Tensor expected, Tensor actual, ScalarType type, string what)
    {
        var (wanted, found) = (Trained.Numbers([expected]), Trained.Numbers([actual]));
        var tolerance = type == ScalarType.Float64 ? 1e-12 : 1e-6;
        for (var i = 0; i < wanted.Length; i++)
            Assert.True(Math.Abs(found[i] - wanted[i]) <= tolerance * Math.Max(Math.Abs(wanted[i]), 1), $"{what}, element {i}: {found[i]:R} instead of {wanted[i]:R}.");
    }

    /// <summary>A large matrix, a vector, a scalar, an empty matrix, a convolution and a length that no vector width divides.</summary>
    private static (Parameter[] Own, Parameter[] Stock) Pair(ScalarType type)
    {
        Parameter[] own = [new(Data(65, 33, type)), new(Data(1, 7, type).view(7)), new(Data(1, 1, type).view()), new(empty(0, 5, dtype: type)), new(Data(4, 6, type).view(4, 2, 3)), new(Data(3, 1, type))];
        return (own, [.. own.Select(parameter => new Parameter(parameter.detach().clone()))]);
    }

    private static Tensor Data(long rows, long columns, ScalarType type, int seed = 0)
        => (arange(rows * columns, dtype: ScalarType.Float64) * 0.71 + seed * 1.3).cos().view(rows, columns).to(type);
}
