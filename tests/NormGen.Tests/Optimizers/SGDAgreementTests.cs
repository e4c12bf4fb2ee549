using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>The fused SGD beside TorchSharp's own, step by step on the same gradients.</summary>
public class SGDAgreementTests
{
    public static TheoryData<ScalarType, double, double, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<ScalarType, double, double, bool, bool>();
            foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
                foreach (var maximize in new[] { false, true })
                    foreach (var (momentum, dampening, nesterov) in new[] { (0, 0, false), (0.9, 0, false), (0.9, 0.3, false), (0.8, 0, true) }) cases.Add(type, momentum, dampening, nesterov, maximize);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_takes_the_same_steps(ScalarType type, double momentum, double dampening, bool nesterov, bool maximize)
    {
        using var scope = NewDisposeScope();
        Parameter[] own = [new(Data(65, 33, type)), new(Data(1, 7, type).view(7)), new(Data(1, 1, type).view()), new(empty(0, 5, dtype: type)), new(Data(4, 6, type).view(4, 2, 3)), new(Data(5, 6, type).t())];
        Parameter[] stock = [.. own.Select(parameter => new Parameter(parameter.detach().clone()))];
        foreach (var decay in new[] { 0, 0.1 })
        {
            using var fused = torch.optim.SGD(own, 0.03, momentum, dampening, decay, nesterov, maximize, fused: true);
            // TorchSharp turns gradient and decay together under maximize; PyTorch, and this, the gradient alone.
            using var plain = torch.optim.SGD(stock, 0.03, momentum, dampening, decay, nesterov);
            for (var step = 0; step < 8; step++)
            {
                Trained.SetGradients(own, step);
                foreach (var (theirs, ours) in stock.Zip(own)) theirs.grad = maximize ? -ours.grad! : ours.grad!.clone();
                fused.step();
                plain.step();
                Assert.All(Trained.Numbers(stock).Zip(Trained.Numbers(own)), pair => Assert.Equal(pair.First, pair.Second, (type == ScalarType.Float64 ? 1e-12 : 2e-6) * Math.Max(1, Math.Abs(pair.First))));
            }

            Assert.Equal(momentum == 0, fused.StateBytes == 0);
        }
    }

    [Fact]
    public void A_buffer_that_a_schedule_asks_for_later_begins_with_the_whole_gradient()
    {
        Parameter p = new(zeros([2], ScalarType.Float64));
        using var optimizer = torch.optim.SGD([p], 1, dampening: 0.5, fused: true);
        p.grad = ones_like(p);
        optimizer.step();
        Assert.Equal([-1.0, -1], Trained.Numbers([p]));
        optimizer.ParamGroups.Cast<FusedSGD.ParamGroup>().Single().Momentum = 0.5;
        optimizer.step();
        Assert.Equal([-2.0, -2], Trained.Numbers([p]));
        optimizer.step();
        Assert.Equal([-3.0, -3], Trained.Numbers([p]));
    }

    [Fact]
    public void TorchSharps_own_SGD_stays_where_fused_is_not_asked_for()
    {
        Parameter[] parameters = [new(ones(2))];
        Assert.IsType<SGD>(torch.optim.SGD(parameters, 0.1));
        Assert.IsType<FusedSGD>(torch.optim.SGD(parameters, 0.1, fused: true));
        Assert.Equal("fused", Assert.Throws<ArgumentException>(() => torch.optim.SGD(parameters, 0.1, fused: false)).ParamName);
        Assert.Equal("nesterov", Assert.Throws<ArgumentException>(() => torch.optim.SGD(parameters, 0.1, nesterov: true, fused: true)).ParamName);
        Assert.Equal("nesterov", Assert.Throws<ArgumentException>(() => torch.optim.SGD(parameters, 0.1, 0.9, 0.1, nesterov: true, fused: true)).ParamName);
    }

    private static Tensor Data(long rows, long columns, ScalarType type) => (arange(rows * columns, dtype: ScalarType.Float64) * 0.71).cos().view(rows, columns).to(type);
}
