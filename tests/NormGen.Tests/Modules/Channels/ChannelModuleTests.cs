using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Channels;

/// <summary>What makes the norms over channels good TorchSharp modules, and what they refuse.</summary>
public class ChannelModuleTests
{
    [Fact]
    public void Keys_and_defaults_are_those_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(["weight", "bias"], torch.nn.FusedGroupNorm(2, 4).state_dict().Keys);
        Assert.Equal(torch.nn.BatchNorm2d(4).state_dict().Keys.Order(), torch.nn.FusedBatchNorm2d(4).state_dict().Keys.Order());
        Assert.Equal(torch.nn.InstanceNorm2d(4, affine: true, track_running_stats: true).state_dict().Keys.Order(), torch.nn.FusedInstanceNorm2d(4, affine: true, track_running_stats: true).state_dict().Keys.Order());
        Assert.Empty(torch.nn.FusedInstanceNorm2d(4).state_dict());
        Assert.Equal(["weight", "bias"], torch.nn.FusedBatchNorm2d(4, track_running_stats: false).state_dict().Keys);
        Assert.Equal(["running_mean", "running_var", "num_batches_tracked"], torch.nn.FusedBatchNorm2d(4, affine: false).state_dict().Keys);
        var batch = torch.nn.FusedBatchNorm2d(4);
        Assert.Equal((1e-5, 0.1, ScalarType.Int64), (batch.eps, batch.momentum, batch.num_batches_tracked!.dtype));
    }

    [Fact]
    public void A_checkpoint_of_the_stock_norm_loads_and_its_own_comes_back()
    {
        using var scope = NewDisposeScope();
        var stock = torch.nn.BatchNorm2d(3);
        for (var i = 0; i < 3; i++) stock.call(randn(4, 3, 5, 5) * 2 + 1);
        using (no_grad()) stock.weight.copy_(randn(3));
        var norm = torch.nn.FusedBatchNorm2d(3);
        Reload(stock, norm);
        Compared.Same(stock.running_var!, norm.running_var!, ScalarType.Float32, "running variance");
        Compared.Same(stock.weight, norm.weight!, ScalarType.Float32, "weight");
        Assert.Equal(3, norm.num_batches_tracked!.item<long>());
        norm.call(randn(4, 3, 5, 5));
        var again = torch.nn.FusedBatchNorm2d(3);
        Reload(norm, again);
        foreach (var (key, value) in norm.state_dict()) Assert.True(value.eq(again.state_dict()[key]).all().item<bool>(), key);

        static void Reload(nn.Module from, nn.Module to)
        {
            using var stream = new MemoryStream();
            from.save(new BinaryWriter(stream));
            stream.Position = 0;
            to.load(new BinaryReader(stream));
        }
    }

    [Fact]
    public void A_parent_registers_moves_and_resets_them()
    {
        using var scope = NewDisposeScope();
        var norm = torch.nn.FusedBatchNorm2d(3);
        var parent = nn.Sequential(("conv", nn.Conv2d(3, 3, 3)), ("norm", norm));
        Assert.Contains("norm.running_var", parent.state_dict().Keys);
        parent.to(ScalarType.Float64);
        Assert.All([norm.weight!, norm.bias!, norm.running_mean!, norm.running_var!], tensor => Assert.Equal(ScalarType.Float64, tensor.dtype));
        Assert.Equal(ScalarType.Float64, parent.call(randn([2, 3, 6, 6], ScalarType.Float64)).dtype);
        parent.eval();
        Assert.False(norm.training);
        norm.reset_parameters();
        Assert.Equal((0.0, 1.0, 0.0), (norm.running_mean!.abs().max().item<double>(), norm.running_var!.min().item<double>(), norm.num_batches_tracked!.to(ScalarType.Float64).item<double>()));
    }

    [Fact]
    public void They_survive_the_scope_they_were_made_in()
    {
        FusedBatchNorm2d norm;
        using (NewDisposeScope()) norm = torch.nn.FusedBatchNorm2d(4);
        using var y = norm.call(ones(2, 4, 3, 3));
        Assert.Equal(72, y.numel());
    }

    [Fact]
    public void Before_any_training_step_evaluation_is_by_mean_zero_and_variance_one()
    {
        using var scope = NewDisposeScope();
        var norm = torch.nn.FusedBatchNorm2d(2, eps: 0);
        norm.eval();
        var x = randn(3, 2, 4, 4);
        Compared.Same(x, norm.call(x), ScalarType.Float32, "result");
    }

    [Fact]
    public void Wrong_arguments_are_refused_by_name()
    {
        Assert.Contains("does not divide 6", Assert.Throws<ArgumentException>("num_groups", () => torch.nn.FusedGroupNorm(4, 6)).Message);
        Assert.Throws<ArgumentOutOfRangeException>("num_groups", () => torch.nn.FusedGroupNorm(0, 6));
        Assert.Throws<ArgumentOutOfRangeException>("num_channels", () => torch.nn.FusedGroupNorm(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("num_features", () => torch.nn.FusedBatchNorm2d(-1));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.FusedBatchNorm2d(3, eps: -1));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => torch.nn.FusedBatchNorm2d(3, momentum: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => torch.nn.FusedInstanceNorm2d(3, momentum: double.NaN));
        Assert.Throws<ArgumentException>("dtype", () => torch.nn.FusedBatchNorm2d(3, dtype: ScalarType.Int32));
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_refused_and_change_nothing()
    {
        using var scope = NewDisposeScope();
        var norm = torch.nn.FusedBatchNorm2d(4);
        var message = Assert.Throws<ArgumentException>("input", () => norm.call(randn(2, 5, 3, 3))).Message;
        Assert.Contains("[batch, 4, ...] of 4 dimensions", message);
        Assert.Contains("[2, 5, 3, 3]", message);
        Assert.Throws<ArgumentException>("input", () => norm.call(randn(2, 4, 3)));
        Assert.Contains("more than one value", Assert.Throws<ArgumentException>("input", () => norm.call(randn(1, 4, 1, 1))).Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>("input", () => norm.call(randn([2, 4, 3, 3], ScalarType.Float64))).Message);
        Assert.Contains("floating-point", Assert.Throws<ArgumentException>("input", () => norm.call(ones([2, 4, 3, 3], ScalarType.Int64))).Message);
        Assert.Equal((0.0f, 1.0f, 0L), (norm.running_mean!.abs().max().item<float>(), norm.running_var!.max().item<float>(), norm.num_batches_tracked!.item<long>()));
        Assert.Contains("more than one position", Assert.Throws<ArgumentException>("input", () => torch.nn.FusedInstanceNorm2d(4).call(randn(2, 4, 1, 1))).Message);
        Assert.Throws<ArgumentException>("weight", () => norm.weight = new Parameter(ones(5)));
        Assert.Throws<ArgumentException>("running_mean", () => norm.running_mean = zeros(5));
        norm.eval();
        Assert.Equal(4, norm.call(randn(1, 4, 1, 1)).numel());
    }
    [Fact]
    public void An_empty_batch_gives_an_empty_result_and_leaves_the_statistics()
    {
        using var scope = NewDisposeScope();
        foreach (var norm in new TrackedChannelNorm[] { torch.nn.FusedBatchNorm2d(4), torch.nn.FusedInstanceNorm2d(4, affine: true, track_running_stats: true) })
        {
            var x = randn(0, 4, 3, 3).requires_grad_();
            var y = norm.call(x);
            y.sum().backward();
            Assert.Equal([0, 4, 3, 3], y.shape);
            Assert.Equal(0, norm.weight!.grad!.abs().max().item<float>());
            Assert.Equal((0f, 1f), (norm.running_mean!.abs().max().item<float>(), norm.running_var!.max().item<float>()));
        }
    }
}
