using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.SelfNormalizing;

/// <summary>Nets that <c>[SelfNormalizing]</c> completes.</summary>
public sealed class GeneratedNetTests
{
    [Fact]
    public void Weights_and_dropout_repeat_by_torchs_seed()
    {
        using var scope = NewDisposeScope();
        var x = randn(5, 16);
        var (first, second) = (Run(), Run());
        Assert.Equal(first.Parameters, second.Parameters);
        Assert.Equal(first.Output, second.Output);
        Assert.NotEqual(first.Output, first.Later);

        (float[] Parameters, float[] Output, float[] Later) Run()
        {
            manual_seed(4);
            var net = new GeneratedSeluNet(16, 32, 3, 2);
            return ([.. net.parameters().SelectMany(parameter => parameter.data<float>().ToArray())], net.call(x).data<float>().ToArray(), net.call(x).data<float>().ToArray());
        }
    }

    [Fact]
    public void Moments_stay_through_32_layers()
    {
        manual_seed(2);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var net = new GeneratedSeluNet(256, 256, 31, 256);
        // The head is plain: behind weights of variance 1 / fan_in the variance of its outputs is the mean square of what it gets.
        var output = net.call(randn(1000, 256));
        Assert.InRange(output.var().item<float>(), 0.7, 1.4);
        net.eval();
        Assert.InRange(net.call(randn(1000, 256)).var().item<float>(), 0.7, 1.4);
        Assert.InRange(net.call((randn(1000, 256) * Math.Sqrt(1.5)) + 0.2).var().item<float>(), 0.7, 1.4);
    }

    [Fact]
    public void Drift_is_what_a_run_measures()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var lecun = nn.Sequential([.. Enumerable.Range(0, 8).Select(i => ($"fc{i}", (nn.Module<Tensor, Tensor>)nn.Linear(128, 128)))]);
        var asTorchMakesThem = NormGen.Modules.SelfNormalizing.Drift(lecun);
        Assert.True(asTorchMakesThem[^1].Variance < 0.02, "torch's initialization lets the variance vanish");
        torch.nn.init.lecun_normal_(lecun);
        var x = (randn(4000, 128) * Math.Sqrt(1.3)) + 0.1;
        var predicted = NormGen.Modules.SelfNormalizing.Drift(lecun, 0.1, 1.3);
        Assert.Equal(["fc0", "fc1", "fc2", "fc3", "fc4", "fc5", "fc6", "fc7"], predicted.Select(layer => layer.Name));
        foreach (var ((_, layer), moments) in lecun.named_children().Zip(predicted))
        {
            x = nn.functional.selu(((nn.Module<Tensor, Tensor>)layer).call(x));
            Assert.Equal(x.mean().item<float>(), moments.Mean, 0.12);
            Assert.Equal(x.var().item<float>(), moments.Variance, 0.2);
        }

        Assert.Throws<ArgumentException>(() => NormGen.Modules.SelfNormalizing.Drift(nn.ReLU()));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormGen.Modules.SelfNormalizing.Drift(lecun, 0, -1));
    }

    [Fact]
    public void It_learns()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        var net = new GeneratedSeluNet(8, 32, 6, 1);
        using var optimizer = optim.Adam(net.parameters(), 3e-3);
        var x = randn(256, 8);
        var y = (x.select(1, 0) * x.select(1, 1)).unsqueeze(1);
        var first = Step();
        for (var i = 0; i < 60; i++) Step();
        net.eval();
        Assert.True(Step() < 0.5 * first);

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
}
