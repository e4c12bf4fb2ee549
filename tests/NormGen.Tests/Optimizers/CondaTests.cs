using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Conda where the golden data do not go: batches of equal shapes, strides, the invariances that the method has, what a state must hold.</summary>
public class CondaTests
{
    [Fact]
    public void Matrices_of_one_shape_are_updated_as_each_alone()
    {
        using var scope = NewDisposeScope();
        long[][] shapes = [[9, 5], [5, 9], [9, 5], [5, 9], [9, 1], [1, 6], [7, 7], [7, 7], [4, 3, 3]];
        Parameter[] together = [.. shapes.Select((shape, i) => new Parameter(Data(shape, i)))], alone = [.. together.Select(parameter => new Parameter(parameter.detach().clone()))];
        using var all = torch.optim.Conda(together, 0.05, update_proj_gap: 2, weight_decay: 0.1);
        var each = alone.Select(parameter => torch.optim.Conda([parameter], 0.05, update_proj_gap: 2, weight_decay: 0.1)).ToArray();
        for (var step = 0; step < 5; step++)
        {
            for (var i = 0; i < shapes.Length; i++) together[i].grad = alone[i].grad = Data(shapes[i], 10 * step + i + 3);
            all.step();
            foreach (var optimizer in each) optimizer.step();
        }

        Assert.All(Trained.Numbers(alone).Zip(Trained.Numbers(together)), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        foreach (var optimizer in each) optimizer.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_strided_matrix_follows_the_rule_written_out(bool maximize)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        const double Lr = 0.05, Beta1 = 0.8, Beta2 = 0.9, Eps = 1e-6, Decay = 0.2, Scale = 0.5;
        var p = new Parameter(Data([5, 8], 0).t());
        Tensor w = p.detach().clone(), mean = zeros_like(w), square = zeros_like(w), basis = w;
        using var optimizer = torch.optim.Conda([p], Lr, Beta1, Beta2, Eps, Decay, 3, Scale, maximize: maximize);
        for (var step = 1; step <= 7; step++)
        {
            var g = Data([5, 8], step).t();
            p.grad = g;
            optimizer.step();
            mean = mean * Beta1 + g * (1 - Beta1);
            if ((step - 1) % 3 == 0) (_, _, basis) = linalg.svd(mean, fullMatrices: false);
            var (rotated, turned) = (g.matmul(basis.t()), mean.matmul(basis.t()));
            square = square * Beta2 + rotated.square() * (1 - Beta2);
            var rate = Lr * Math.Sqrt(1 - Math.Pow(Beta2, step)) / (1 - Math.Pow(Beta1, step)) * (maximize ? -1 : 1);
            w = (w - rate * Scale * (turned / (square.sqrt() + Eps)).matmul(basis)) * (1 - Lr * Decay);
            Assert.All(Trained.Numbers([w]).Zip(Trained.Numbers([p])), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
        }
    }

    [Fact]
    public void Embeddings_heads_and_vectors_have_Adam_with_the_decay_last()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var role in new[] { ParameterRole.Embedding, ParameterRole.Head, ParameterRole.Vector })
        {
            var p = new Parameter(Data([6, 4], 0));
            Tensor w = p.detach().clone(), mean = zeros_like(w), square = zeros_like(w);
            using var optimizer = torch.optim.Conda([(role, "p", p)], 0.1, 0.8, 0.9, 1e-3, 0.5, correct_bias: false);
            for (var step = 1; step <= 4; step++)
            {
                var g = Data([6, 4], step);
                p.grad = g;
                optimizer.step();
                (mean, square) = (mean * 0.8 + g * 0.2, square * 0.9 + g * g * 0.1);
                w = (w - mean / (square.sqrt() + 1e-3) * 0.1) * 0.95;
                Assert.All(Trained.Numbers([w]).Zip(Trained.Numbers([p])), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
            }

            Assert.Equal(2 * 24 * sizeof(double), optimizer.StateBytes);
        }
    }

    [Fact]
    public void A_loaded_state_keeps_its_basis_until_the_gap_is_over()
    {
        using var scope = NewDisposeScope();
        Parameter p = new(Data([6, 4], 0)), q = new(Data([6, 4], 0));
        using var optimizer = torch.optim.Conda([p], update_proj_gap: 5);
        for (var step = 1; step <= 3; step++)
        {
            p.grad = Data([6, 4], step);
            optimizer.step();
        }

        Assert.Equal((2 * 24 + 16) * sizeof(double), optimizer.StateBytes);
        using var other = torch.optim.Conda([q]);
        CheckpointTests.Load(other, CheckpointTests.Saved(optimizer));
        var state = (Conda.State)other.state_dict().State[0];
        var before = Trained.Numbers([state.ortho_matrix!]);
        Assert.Equal(Trained.Numbers([((Conda.State)optimizer.state_dict().State[0]).ortho_matrix!]), before);
        for (var step = 4; step <= 6; step++)
        {
            q.grad = Data([6, 4], step);
            other.step();
            Assert.Equal(step < 6, before.SequenceEqual(Trained.Numbers([state.ortho_matrix!])));
        }
    }

    [Fact]
    public void A_gradient_that_is_not_finite_makes_the_step_not_finite_and_stops_nothing()
    {
        using var scope = NewDisposeScope();
        Parameter bad = new(Data([6, 4], 0)), good = new(Data([6, 4], 0));
        using var optimizer = torch.optim.Conda([bad, good]);
        bad.grad = full_like(bad, double.NaN);
        good.grad = Data([6, 4], 1);
        optimizer.step();
        Assert.All(Trained.Numbers([bad]), number => Assert.True(double.IsNaN(number)));
        Assert.All(Trained.Numbers([good]), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Parameter p = new(ones(2, 2));
        Assert.Equal("update_proj_gap", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.Conda([p], update_proj_gap: 0)).ParamName);
        Assert.Equal("scale", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.Conda([p], scale: double.NaN)).ParamName);
    }

    private static Tensor Data(long[] shape, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape);
    }
}
