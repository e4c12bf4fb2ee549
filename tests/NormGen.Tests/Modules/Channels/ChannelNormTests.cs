using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Channels;

/// <summary>The fused norms over channels against those of TorchSharp: results, all gradients, running statistics.</summary>
public class ChannelNormTests
{
    private static readonly long[][] Images = [[2, 4, 3, 5], [3, 8, 17, 3], [2, 6, 33, 31], [1, 2, 1, 2], [40, 4, 8, 8], [5, 2, 1, 1]];

    public static TheoryData<string, long[], ScalarType> Cases()
    {
        var data = new TheoryData<string, long[], ScalarType>();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            foreach (var shape in Images) foreach (var kind in new[] { "group", "batch2", "instance2" }) if (kind != "instance2" || shape[2] * shape[3] > 1) data.Add(kind, shape, type);
            foreach (var shape in new long[][] { [3, 4, 7], [2, 6, 1030] }) foreach (var kind in new[] { "group", "batch1", "instance1" }) data.Add(kind, shape, type);
            foreach (var shape in new long[][] { [2, 4, 3, 2, 5] }) foreach (var kind in new[] { "group", "batch3", "instance3" }) data.Add(kind, shape, type);
            foreach (var shape in new long[][] { [5, 4], [64, 130] }) data.Add("batch1", shape, type);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void They_agree_in_result_and_all_gradients(string kind, long[] shape, ScalarType type)
    {
        foreach (var affine in new[] { true, false })
        {
            using var scope = NewDisposeScope();
            manual_seed(1);
            var (stock, norm) = Pair(kind, shape[1], type, affine, track: false);
            Compared.Forward(stock, norm, randn(shape, type) * 2 + 3);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void They_agree_in_running_statistics_and_in_evaluation(string kind, long[] shape, ScalarType type)
    {
        if (kind == "group") return;
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (stock, norm) = Pair(kind, shape[1], type, affine: true, track: true);
        for (var step = 0; step < 3; step++) Compared.Forward(stock, norm, randn(shape, type) * (step + 1) + step);
        var tracked = (TrackedChannelNorm)norm;
        var expected = stock.state_dict();
        foreach (var (key, value) in norm.state_dict()) Compared.Same(expected[key].to(value.dtype), value, type, key);

        norm.eval();
        var x = (randn(shape, type) + 1).requires_grad_();
        var y = norm.call(x);
        var view = Enumerable.Range(0, shape.Length).Select(i => i == 1 ? -1L : 1).ToArray();
        Tensor By(Tensor t) => t.view(view);
        var wanted = (x - By(tracked.running_mean!)) / (By(tracked.running_var!) + tracked.eps).sqrt() * By(tracked.weight!) + By(tracked.bias!);
        Compared.Same(wanted, y, type, "evaluation");
        var before = tracked.running_mean!.clone();
        Compared.Same(autograd.grad([wanted.square().sum()], [x])[0], autograd.grad([y.square().sum()], [x])[0], type, "gradient in evaluation");
        Compared.Same(before, tracked.running_mean!, type, "running mean after evaluation");
    }

    [Fact]
    public void Without_momentum_all_batches_weigh_the_same()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var norm = torch.nn.FusedBatchNorm2d(3, momentum: null);
        norm.to(ScalarType.Float64);
        var batches = Enumerable.Range(0, 4).Select(_ => randn([2, 3, 4, 5], ScalarType.Float64)).ToArray();
        foreach (var batch in batches) norm.call(batch);
        Compared.Same(stack(batches.Select(b => b.mean([0L, 2, 3]))).mean([0L]), norm.running_mean!, ScalarType.Float64, "mean");
        Compared.Same(stack(batches.Select(b => b.var([0L, 2, 3], unbiased: true))).mean([0L]), norm.running_var!, ScalarType.Float64, "variance");
        Assert.Equal(4, norm.num_batches_tracked!.to(ScalarType.Int64).item<long>());
    }

    [Fact]
    public void An_instance_may_come_without_a_batch()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 4, 5);
        var norm = torch.nn.FusedInstanceNorm2d(3, affine: true);
        Compared.Same(norm.call(x.unsqueeze(0)).squeeze(0), norm.call(x), ScalarType.Float32, "result");
    }

    [Fact]
    public void Groups_of_rows_are_those_of_images_of_one_pixel()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 8);
        var norm = torch.nn.FusedGroupNorm(2, 8);
        Compared.Same(nn.functional.group_norm(x.view(3, 8, 1, 1), 2).view(3, 8), norm.call(x), ScalarType.Float32, "result");
    }

    [Theory]
    [InlineData("group")]
    [InlineData("batch2")]
    [InlineData("instance2")]
    public void Half_types_are_computed_in_float32_with_parameters_of_either_type(string kind)
    {
        foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float16 })
        {
            foreach (var parameters in new[] { type, ScalarType.Float32 })
            {
                using var scope = NewDisposeScope();
                manual_seed(4);
                var (_, norm) = Pair(kind, 4, ScalarType.Float32, affine: true, track: true);
                var (_, half) = Pair(kind, 4, ScalarType.Float32, affine: true, track: true);
                half.to(parameters);
                using (no_grad()) foreach (var (same, parameter) in norm.parameters().Zip(half.parameters())) same.copy_(parameter);
                var x = (randn(3, 4, 5, 6) * 3 + 2).to(type);
                var y = half.call(x);
                Assert.Equal(type, y.dtype);
                Compared.Same(norm.call(x.to(ScalarType.Float32)).to(type), y, type, "result");
                if (half is TrackedChannelNorm tracked) Compared.Same(((TrackedChannelNorm)norm).running_var!.to(parameters), tracked.running_var!, parameters, "running variance");
            }
        }
    }

    [Fact]
    public void A_large_common_offset_costs_no_digits_beyond_those_of_the_input()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var x = (randn([4, 6, 16, 16], ScalarType.Float64) + 1000).to(ScalarType.Float32);
        foreach (var kind in new[] { "group", "batch2", "instance2" })
        {
            var (_, norm) = Pair(kind, 6, ScalarType.Float32, affine: false, track: false);
            var (exact, _) = Pair(kind, 6, ScalarType.Float64, affine: false, track: false);
            var error = (norm.call(x).to(ScalarType.Float64) - exact.call(x.to(ScalarType.Float64))).abs().max().item<double>();
            Assert.True(error < 1e-3, $"{kind}: off by {error}");
        }
    }

    [Fact]
    public void Second_derivatives_are_those_of_the_stock_norms()
    {
        foreach (var (kind, shape) in new[] { ("group", new long[] { 2, 4, 3, 3 }), ("batch2", [2, 4, 3, 3]), ("instance2", [2, 4, 3, 3]), ("batch1", [5, 4]), ("batch1", [5, 4, 3]) })
        {
            using var scope = NewDisposeScope();
            manual_seed(6);
            var (stock, norm) = Pair(kind, 4, ScalarType.Float64, affine: true, track: kind != "group");
            var data = randn(shape, ScalarType.Float64);
            Compared.Same(Twice(stock), Twice(norm), ScalarType.Float64, kind);

            Tensor Twice(nn.Module<Tensor, Tensor> module)
            {
                var x = data.detach().requires_grad_();
                var first = autograd.grad([module.call(x * 1).pow(3).sum()], [x], retain_graph: true, create_graph: true)[0];
                return autograd.grad([first.square().sum()], [x])[0];
            }
        }
    }

    /// <summary>TorchSharp's norm and ours, with the same random gain and offset.</summary>
    internal static (nn.Module<Tensor, Tensor> Stock, ChannelNorm Fused) Pair(string kind, long channels, ScalarType type, bool affine, bool track)
    {
        const double Eps = 1e-4;
        (nn.Module<Tensor, Tensor> Stock, ChannelNorm Fused) pair = kind switch
        {
            "group" => (torch.nn.GroupNorm(2, channels, Eps, affine), torch.nn.FusedGroupNorm(2, channels, Eps, affine)),
            "batch1" => (torch.nn.BatchNorm1d(channels, Eps, 0.2, affine, track), torch.nn.FusedBatchNorm1d(channels, Eps, 0.2, affine, track)),
            "batch2" => (torch.nn.BatchNorm2d(channels, Eps, 0.2, affine, track), torch.nn.FusedBatchNorm2d(channels, Eps, 0.2, affine, track)),
            "batch3" => (torch.nn.BatchNorm3d(channels, Eps, 0.2, affine, track), torch.nn.FusedBatchNorm3d(channels, Eps, 0.2, affine, track)),
            "instance1" => (torch.nn.InstanceNorm1d(channels, Eps, 0.2, affine, track), torch.nn.FusedInstanceNorm1d(channels, Eps, 0.2, affine, track)),
            "instance2" => (torch.nn.InstanceNorm2d(channels, Eps, 0.2, affine, track), torch.nn.FusedInstanceNorm2d(channels, Eps, 0.2, affine, track)),
            _ => (torch.nn.InstanceNorm3d(channels, Eps, 0.2, affine, track), torch.nn.FusedInstanceNorm3d(channels, Eps, 0.2, affine, track)),
        };
        pair.Stock.to(type);
        pair.Fused.to(type);
        using var noGradients = no_grad();
        foreach (var (parameter, same) in pair.Fused.parameters().Zip(pair.Stock.parameters()))
        {
            parameter.copy_(randn(channels).to(type));
            same.copy_(parameter);
        }

        return pair;
    }
}
