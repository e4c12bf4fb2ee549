using NormGen.Modules;
using NormGen.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers.Generated;

/// <summary>Generated projections and first layers at work.</summary>
public class ProjectedNetTests
{
    [Fact]
    public void WithProjection_keeps_the_norms_that_the_data_flow_proves_to_cancel_and_trains()
    {
        manual_seed(3);
        using var net = new ProjectedNet();
        using var optimizer = net.WithProjection(torch.optim.AdamW(net, 0.02, fused: true));
        Assert.Equal(["head.weight", "more.0.weight", "more.1.weight", "one.weight"], optimizer.Projection.Weights.Select(weight => weight.Name).Order(StringComparer.Ordinal));
        Assert.Equal((2, ScaleOffsetMode.Joint, 3), (optimizer.Every, optimizer.Projection.Mode, optimizer.Projection.Norms.Count));
        using var x = randn(64, 6);
        using var wanted = x.argmax(1).remainder(3);
        var losses = new List<double>();
        for (var step = 0; step < 40; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(net.call(x), wanted);
            loss.backward();
            optimizer.step();
            losses.Add(loss.item<float>());
        }

        Assert.True(losses[^1] < losses[0] / 2);
        Assert.All(optimizer.Projection.Weights, weight => Assert.Equal(weight.Rho, NaP.Norm(weight.Parameter), 1e-5));
        Assert.All(optimizer.Projection.Norms, norm => Assert.Equal(8, norm.Gain.square().sum().item<float>() + norm.Offset!.square().sum().item<float>(), 1e-3));
    }

    [Fact]
    public void InitializeTrAct_gives_the_annotated_layer_the_other_gradient()
    {
        using var scope = NewDisposeScope();
        using var net = new ProjectedNet();
        var x = randn(5, 6);
        var z = net.First.call(x);
        z.square().sum().backward();
        var expected = TrActGradient.OfRows(x, 2 * z.detach(), 0.5);
        Assert.True(expected.allclose(net.First.weight!.grad!, 1e-5, 1e-6));
    }
}
