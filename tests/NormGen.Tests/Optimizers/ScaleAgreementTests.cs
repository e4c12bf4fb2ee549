using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>SCALE beside the rules of the paper's code written out in TorchSharp, where the golden data do not go: shapes, strides, options and extremes.</summary>
public class ScaleAgreementTests
{
    private const double Lr = 0.1, Momentum = 0.8, Decay = 0.05, AdamLr = 0.02, Beta1 = 0.7, Beta2 = 0.9, Eps = 1e-6;

    public static TheoryData<ParameterRole, long[]> Shapes => new()
    {
        { ParameterRole.Matrix, [65, 33] }, { ParameterRole.Matrix, [1, 7] }, { ParameterRole.Matrix, [7, 1] }, { ParameterRole.Matrix, [0, 3] }, { ParameterRole.Matrix, [3, 0] },
        { ParameterRole.Convolution, [4, 3, 5] }, { ParameterRole.Convolution, [4, 3, 2, 2] }, { ParameterRole.Embedding, [65, 33] }, { ParameterRole.Embedding, [1, 5] }, { ParameterRole.Embedding, [5, 1] },
        { ParameterRole.Head, [65, 33] }, { ParameterRole.Head, [3, 2, 2] }, { ParameterRole.Vector, [17] }, { ParameterRole.Vector, [0] }, { ParameterRole.Vector, [3, 4, 2] }, { ParameterRole.Scalar, [] }, { ParameterRole.Scalar, [1, 1] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_role_follows_its_rule(ParameterRole role, long[] shape)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
            foreach (var maximize in new[] { false, true })
                Follow(role, new Parameter(Data(shape, type, 0)), step => Data(shape, type, step), type, maximize);
    }

    [Theory]
    [InlineData(ParameterRole.Matrix)]
    [InlineData(ParameterRole.Embedding)]
    [InlineData(ParameterRole.Head)]
    [InlineData(ParameterRole.Vector)]
    public void Strided_parameters_and_gradients_follow_the_same_rule(ParameterRole role)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            Follow(role, new Parameter(Data([9, 5], type, 0).t()), step => Data([9, 5], type, step).t(), type, false);
            Follow(role, new Parameter(Data([4, 14], type, 0).slice(1, 0, 14, 2)), step => Data([1, 7], type, step).expand(4, 7), type, false);
        }
    }

    [Theory]
    [InlineData(ParameterRole.Matrix)]
    [InlineData(ParameterRole.Embedding)]
    [InlineData(ParameterRole.Head)]
    public void A_zero_gradient_moves_nothing_but_the_decay_and_a_tiny_one_is_divided_by_the_floor(ParameterRole role)
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(ones([3, 4], ScalarType.Float64));
        using var optimizer = torch.optim.SCALE([(role, "p", p)], Lr, weight_decay: Decay, momentum: 0);
        p.grad = zeros_like(p);
        optimizer.step();
        Assert.All(Trained.Numbers([p]), number => Assert.Equal(1 - Lr * Decay, number, 1e-15));
        p.grad = full_like(p, 1e-10);
        optimizer.step();
        Assert.All(Trained.Numbers([p]), number => Assert.Equal((1 - Lr * Decay) * (1 - Lr * Decay) - Lr * 1e-2, number, 1e-12));
    }

    [Fact]
    public void The_size_of_the_gradient_does_not_matter_to_matrices_and_embeddings()
    {
        using var scope = NewDisposeScope();
        foreach (var role in new[] { ParameterRole.Matrix, ParameterRole.Embedding })
        {
            Parameter small = new(Data([6, 5], ScalarType.Float64, 0)), large = new(small.detach().clone());
            using var optimizer = torch.optim.SCALE([(role, "small", small), (role, "large", large)], Lr);
            small.grad = Data([6, 5], ScalarType.Float64, 1);
            large.grad = small.grad * 1000;
            optimizer.step();
            Assert.All(Trained.Numbers([small]).Zip(Trained.Numbers([large])), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void State_is_one_number_a_weight_of_the_head_and_two_of_vectors()
    {
        using var model = new Trained(ScalarType.Float64);
        using var optimizer = Trained.Optimizer(nameof(SCALE), model);
        using var adam = Trained.Optimizer("AdamW", model);
        using var amsgrad = Trained.Optimizer("AMSGrad", model);
        Assert.Equal(0, optimizer.StateBytes);
        Trained.SetGradients(model.parameters(), 1);
        optimizer.step();
        adam.step();
        amsgrad.step();
        var numbers = model.parameters().Sum(parameter => parameter.numel());
        var vectors = model.parameters().Where(parameter => parameter.ndim < 2).Sum(parameter => parameter.numel());
        Assert.Equal(sizeof(double) * (7 * 6 + 2 * vectors), optimizer.StateBytes);
        Assert.Equal(sizeof(double) * 2 * numbers, adam.StateBytes);
        Assert.Equal(sizeof(double) * 3 * numbers, amsgrad.StateBytes);
    }

    private static void Follow(ParameterRole role, Parameter p, Func<int, Tensor> gradient, ScalarType type, bool maximize)
    {
        using var optimizer = torch.optim.SCALE([(role, "p", p)], Lr, Momentum, Decay, AdamLr, Beta1, Beta2, Eps, maximize);
        using var noGradients = no_grad();
        Tensor expected = p.detach().to(ScalarType.Float64).clone(), first = zeros_like(expected), second = zeros_like(expected);
        for (var step = 1; step <= 5; step++)
        {
            var g = gradient(step);
            p.grad = g;
            optimizer.step();
            Update(role, expected, maximize ? -g.to(ScalarType.Float64) : g.to(ScalarType.Float64), first, second, step);
            var (wanted, found) = (Trained.Numbers([expected]), Trained.Numbers([p]));
            for (var i = 0; i < wanted.Length; i++) Assert.Equal(wanted[i], found[i], (type == ScalarType.Float64 ? 1e-12 : 2e-6) * Math.Max(1, Math.Abs(wanted[i])));
        }
    }

    private static void Update(ParameterRole role, Tensor p, Tensor g, Tensor first, Tensor second, int step)
    {
        if (p.numel() == 0) return;
        if (role is ParameterRole.Vector or ParameterRole.Scalar)
        {
            first.mul_(Beta1).add_(g, alpha: 1 - Beta1);
            second.mul_(Beta2).addcmul_(g, g, value: 1 - Beta2);
            p.mul_(1 - AdamLr * Decay).sub_(AdamLr * Math.Sqrt(1 - Math.Pow(Beta2, step)) / (1 - Math.Pow(Beta1, step)) * first / (second.sqrt() + Eps));
            return;
        }

        if (role is ParameterRole.Head) g = first.mul_(Momentum).add_(g, alpha: 1 - Momentum);
        long[] dimensions = role is ParameterRole.Embedding ? [0] : [.. Enumerable.Range(1, (int)g.ndim - 1).Select(i => (long)i)];
        p.mul_(1 - Lr * Decay).sub_(Lr * g / g.square().mean(dimensions, keepdim: true).sqrt().clamp_min(1e-8));
    }

    private static Tensor Data(long[] shape, ScalarType type, int seed)
        => (arange(shape.Aggregate(1L, (all, size) => all * size), dtype: ScalarType.Float64) * 0.71 + seed * 1.3).cos().view(shape).to(type);
}
