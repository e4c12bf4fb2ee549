using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers.Generated;

/// <summary>Learned numbers of residual branches in generated optimizers: no decay, and Fixup's a tenth of the rate.</summary>
public sealed class ResidualNetTests
{
    [Fact]
    public void Fixups_numbers_have_a_group_without_decay_at_a_tenth_of_the_rate()
    {
        using var net = new FixupNet();
        using var optimizer = net.CreateOptimizer(lr: 0.01, weight_decay: 0.1);
        var groups = optimizer.ParamGroups.Cast<Lion.ParamGroup>().ToList();
        var numbers = Assert.Single(groups, group => group.Options.role == ParameterRole.Scalar);
        Assert.Equal(10, numbers.Parameters.Count()); // two blocks with a factor, an offset and three biases
        Assert.All(numbers.Parameters, parameter => Assert.Equal([1L], parameter.shape));
        Assert.Equal((0.001, 0.0), (numbers.LearningRate, numbers.Options.weight_decay!.Value), Close);
        Assert.All(groups.Where(group => group != numbers), group => Assert.Equal((0.01, 0.1), (group.LearningRate, group.Options.weight_decay!.Value), Close));
    }

    [Fact]
    public void A_rate_of_other_roles_is_a_tenth_as_well()
    {
        using var net = new FixupMuonNet();
        using var optimizer = net.CreateOptimizer(lr: 0.02, weight_decay: 0.1, adam_lr: 3e-4);
        var numbers = Assert.Single(optimizer.ParamGroups.Cast<Muon.ParamGroup>(), group => group.Options.role == ParameterRole.Scalar);
        Assert.Equal((0.002, 0.0), (numbers.LearningRate, numbers.Options.weight_decay!.Value), Close);
        Assert.Equal(3e-5, numbers.Options.adam_lr!.Value, 10);
        var before = numbers.Parameters.Select(parameter => parameter.clone()).ToArray();
        using var loss = net.call(randn(4, 6)).square().sum();
        loss.backward();
        optimizer.step();
        // Adam's first step has the length of its rate. Inside a branch whose last weight is zero there is no gradient yet; the offsets behind it have one.
        Assert.Equal(3e-5, numbers.Parameters.Zip(before, (after, old) => (after - old).abs().item<float>()).Max(), 6);
    }

    [Fact]
    public void A_net_of_Fixup_begins_as_its_head_and_learns()
    {
        manual_seed(1);
        using var scope = NewDisposeScope();
        var net = new FixupNet();
        var (x, y) = (randn(64, 6), randn(64, 2));
        Assert.Equal(0, net.call(x).sub(net.get_parameter("head.bias")!).abs().max().item<float>());
        var optimizer = net.CreateOptimizer(lr: 0.01);
        var first = Step();
        for (var i = 0; i < 40; i++) Step();
        Assert.True(Step() < 0.8 * first);

        double Step()
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(net.call(x), y);
            loss.backward();
            optimizer.step();
            return loss.item<float>();
        }
    }

    private static bool Close((double, double) a, (double, double) b) => Math.Abs(a.Item1 - b.Item1) < 1e-12 && Math.Abs(a.Item2 - b.Item2) < 1e-12;
}
