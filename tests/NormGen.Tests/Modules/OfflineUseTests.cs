using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>PowerNorm and unified normalization as modules: names, defaults, moving, and every wrong use refused before anything changes.</summary>
public class OfflineUseTests
{
    public static TheoryData<string> Kinds() => ["power", "unified"];

    [Fact]
    public void Keys_and_defaults_are_those_of_the_published_code()
    {
        using var power = torch.nn.PowerNorm(4);
        using var unified = torch.nn.UnifiedNorm(4);
        Assert.Equal(["bias", "ema_gz", "iters", "running_phi", "weight"], power.state_dict().Keys.Order());
        Assert.Equal(["bias", "buffer_gz", "buffer_x2", "ema_gz", "iters", "running_var", "skip_counter", "weight"], unified.state_dict().Keys.Order());
        Assert.Equal(["bias", "weight"], torch.nn.PowerNormV(4).state_dict().Keys.Order());
        Assert.Equal((1e-5, 0.9, 0.9, 10000, 1), (power.eps, power.alpha_fwd, power.alpha_bkw, power.warmup_iters, power.groups));
        Assert.Equal((1e-5, 0.9, 4000, 4, 4, false), (unified.eps, unified.momentum, unified.warmup_iters, unified.window_size, unified.backward_window_size, unified.outlier_filtration));
        Assert.Equal([1f, 1, 1, 1], power.running_phi.data<float>().ToArray());
        Assert.Equal([1f, 1, 1, 1], unified.running_var.data<float>().ToArray());
        Assert.Equal(new long[] { 4, 4 }, unified.buffer_x2.shape);
        Assert.Equal(2, power.parameters().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_parent_registers_moves_and_resets_it(string kind)
    {
        using var scope = NewDisposeScope();
        var norm = Make(kind);
        using var parent = nn.Sequential(("norm", norm), ("linear", nn.Linear(6, 6)));
        Assert.Contains("norm.ema_gz", parent.state_dict().Keys);
        parent.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, norm.weight.dtype);
        Assert.Equal(ScalarType.Float64, norm.ema_gz.dtype);
        Assert.Equal(ScalarType.Float64, OfflineNormTests.Running(norm).dtype);
        Assert.Equal(ScalarType.Int64, norm.iters.dtype);
        parent.call(randn([5, 6], ScalarType.Float64)).sum().backward();
        Assert.Equal(1, norm.iters.item<long>());
        Assert.Equal(1, parent.state_dict()["norm.iters"].item<long>());
        Assert.NotEqual(0, norm.ema_gz.abs().sum().item<double>());
        Assert.NotEqual(6, OfflineNormTests.Running(norm).sum().item<double>());
        using (no_grad()) norm.weight.fill_(3);
        norm.reset_parameters();
        Assert.Equal(0, norm.iters.item<long>());
        Assert.Equal(0, norm.ema_gz.abs().sum().item<double>());
        Assert.Equal(6, OfflineNormTests.Running(norm).sum().item<double>());
        Assert.Equal(6, norm.weight.sum().item<double>());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_second_forward_before_backward_is_refused_and_changes_nothing(string kind)
    {
        using var scope = NewDisposeScope();
        using var norm = Make(kind);
        var first = norm.call(randn(5, 6));
        var before = norm.state_dict().ToDictionary(item => item.Key, item => item.Value.clone());
        var problem = Assert.Throws<InvalidOperationException>(() => norm.call(randn(5, 6)));
        Assert.Contains("before backward", problem.Message);
        Assert.Contains("DiscardForward", problem.Message);
        foreach (var (name, value) in norm.state_dict()) Assert.True((value == before[name]).all().item<bool>(), name);
        first.sum().backward();
        norm.call(randn(5, 6)).sum().backward();

        _ = norm.call(randn(5, 6));
        norm.eval();
        _ = norm.call(randn(5, 6));
        norm.train();
        norm.DiscardForward();
        norm.call(randn(5, 6)).sum().backward();
        using (no_grad())
            for (var i = 0; i < 3; i++) _ = norm.call(randn(5, 6));
        Assert.Equal(7, norm.iters.item<long>());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_second_backward_changes_no_statistic_and_is_named_at_the_next_forward(string kind)
    {
        using var scope = NewDisposeScope();
        using var norm = Make(kind);
        var y = norm.call(randn(5, 6)).sin().sum();
        y.backward(retain_graph: true);
        var before = norm.state_dict().ToDictionary(item => item.Key, item => item.Value.clone());
        y.backward();
        foreach (var (name, value) in norm.state_dict()) Assert.True((value == before[name]).all().item<bool>(), name);
        Assert.Contains("2 times", Assert.Throws<InvalidOperationException>(() => norm.call(randn(5, 6))).Message);
        norm.call(randn(5, 6)).sum().backward();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_mask_that_does_not_fit_is_named_and_changes_nothing(string kind)
    {
        using var scope = NewDisposeScope();
        using var unknown = Make(kind);
        using var norm = Make(kind, batch_first: false);
        var x = randn(4, 3, 6);
        Assert.Contains("batch_first: true", Refused(unknown, x, zeros([3, 4], ScalarType.Bool)));
        Assert.Contains("Float32", Refused(norm, x, zeros([3, 4])));
        Assert.Contains("[3, 4]", Refused(norm, x, zeros([4, 3], ScalarType.Bool)));
        Assert.Contains("three dimensions", Refused(norm, randn(4, 6), zeros([1, 4], ScalarType.Bool)));
        Assert.Contains("at least one token", Refused(norm, x, ones([3, 4], ScalarType.Bool)));
        Assert.Contains("at least one token", Refused(norm, randn(0, 6), null));
        Assert.Contains("[4, 3, 5]", Refused(norm, randn(4, 3, 5), null));
        Assert.Contains("Float64", Refused(norm, randn([4, 6], ScalarType.Float64), null));
        norm.call(x).sum().backward();

        static string Refused(OfflineNorm norm, Tensor x, Tensor? mask)
        {
            var message = Assert.ThrowsAny<ArgumentException>(() => norm.forward(x, mask)).Message;
            Assert.Equal(0, norm.iters.item<long>());
            Assert.Equal(6, OfflineNormTests.Running(norm).sum().ToDouble());
            return message;
        }
    }

    [Fact]
    public void Arguments_out_of_range_are_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("num_features", () => torch.nn.PowerNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>("num_features", () => torch.nn.PowerNormV(-1));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.UnifiedNorm(4, eps: -1));
        Assert.Throws<ArgumentOutOfRangeException>("alpha_fwd", () => torch.nn.PowerNorm(4, alpha_fwd: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>("alpha_bkw", () => torch.nn.PowerNorm(4, alpha_bkw: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => torch.nn.UnifiedNorm(4, momentum: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>("warmup_iters", () => torch.nn.UnifiedNorm(4, warmup_iters: -1));
        Assert.Throws<ArgumentOutOfRangeException>("window_size", () => torch.nn.UnifiedNorm(4, window_size: 0));
        Assert.Throws<ArgumentOutOfRangeException>("backward_window_size", () => torch.nn.UnifiedNorm(4, backward_window_size: 0));
        Assert.Contains("full window", Assert.Throws<ArgumentException>("warmup_iters", () => torch.nn.UnifiedNorm(4, window_size: 8, warmup_iters: 7, outlier_filtration: true)).Message);
        Assert.Contains("divide num_features, 6", Assert.Throws<ArgumentException>("groups", () => torch.nn.PowerNorm(6, groups: 4)).Message);
        Assert.Throws<ArgumentException>("groups", () => torch.nn.PowerNorm(6, groups: -1));
        Assert.Throws<ArgumentException>("dtype", () => torch.nn.UnifiedNorm(4, dtype: ScalarType.Int32));
        using var norm = torch.nn.UnifiedNorm(4);
        Assert.Throws<ArgumentException>("weight", () => norm.weight = new Parameter(ones(5)));
        Assert.Throws<ArgumentException>("buffer_x2", () => norm.buffer_x2 = ones(3, 4));
    }

    [Fact]
    public void PN_V_agrees_with_its_composed_form()
    {
        using var scope = NewDisposeScope();
        manual_seed(18);
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            using var norm = torch.nn.PowerNormV(12, 1e-3, dtype: type);
            using (no_grad()) norm.weight.copy_(randn(12));
            using var composed = new ComposedPowerNormV(norm.weight, norm.bias);
            foreach (var shape in (long[][])[[7, 12], [3, 5, 12], [1, 12]]) Compared.Forward(composed, norm, randn(shape, type));
        }
    }

    private static OfflineNorm Make(string kind, bool? batch_first = null)
        => kind == "power" ? torch.nn.PowerNorm(6, warmup_iters: 2, batch_first: batch_first) : torch.nn.UnifiedNorm(6, window_size: 2, warmup_iters: 2, batch_first: batch_first);

    private sealed class ComposedPowerNormV : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly Parameter bias;

        public ComposedPowerNormV(Tensor weight, Tensor bias)
            : base(nameof(ComposedPowerNormV))
        {
            this.weight = new Parameter(weight.detach().clone());
            this.bias = new Parameter(bias.detach().clone());
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x / (x.square().flatten(0, -2).mean([0L]) + 1e-3).sqrt() * weight + bias;
    }
}
