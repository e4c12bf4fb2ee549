using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>PowerNorm and unified normalization over several training steps, against the steps written out in TorchSharp.</summary>
public class OfflineNormTests
{
    public static TheoryData<string, long[], ScalarType> Cases()
    {
        var cases = new TheoryData<string, long[], ScalarType>();
        foreach (var kind in (string[])["power", "power groups", "power running", "unified", "unified filtered", "unified compensated", "unified alone"])
            foreach (var shape in (long[][])[[64, 33], [5, 7, 48], [1, 12], [3, 2, 4, 6]])
                foreach (var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16])
                    if (kind != "power groups" || shape[^1] % 3 == 0) cases.Add(kind, shape, type);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_are_those_of_the_published_code(string kind, long[] shape, ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        var parameters = type == ScalarType.BFloat16 ? ScalarType.Float32 : type;
        var (norm, reference) = Pair(kind, shape[^1], parameters);
        for (var step = 0; step < 9; step++)
        {
            // One batch is far from the others.
            var x = (randn(shape, ScalarType.Float64) * (step == 6 ? 12 : 1 + 0.2 * step)).to(type).requires_grad_();
            var gy = randn(shape, ScalarType.Float64).to(type);
            norm.zero_grad();
            var y = norm.call(x);
            y.backward([gy]);
            var expected = reference.Step(x.detach().to(ScalarType.Float64), ones(shape[..^1], ScalarType.Float64), gy.to(ScalarType.Float64));
            Compared.Same(expected[0].to(type), y, type, $"step {step}, result");
            Compared.Same(expected[1].to(type), x.grad!, type, $"step {step}, gradient of x");
            Compared.Same(expected[2].to(parameters), norm.weight.grad!, parameters, $"step {step}, gradient of weight");
            Compared.Same(expected[3].to(parameters), norm.bias.grad!, parameters, $"step {step}, gradient of bias");
            Compared.Same(reference.Ema.to(parameters), norm.ema_gz, parameters, $"step {step}, ema_gz");
            Compared.Same(reference.Running.to(parameters), Running(norm), parameters, $"step {step}, running statistic");
        }

        if (norm is UnifiedNorm unified) Assert.Equal(((UnifiedReference)reference).Skipped, unified.skip_counter.item<long>());
    }

    [Theory]
    [InlineData("power groups")]
    [InlineData("unified")]
    public void Padding_is_left_out_of_the_statistics_of_forward_alone_in_either_layout(string kind)
    {
        using var scope = NewDisposeScope();
        manual_seed(12);
        var (timeFirst, reference) = Pair(kind, 6, ScalarType.Float64, batch_first: false);
        var (batchFirst, _) = Pair(kind, 6, ScalarType.Float64, batch_first: true);
        foreach (var (parameter, same) in batchFirst.parameters().Zip(timeFirst.parameters()))
            using (no_grad()) parameter.copy_(same);
        for (var step = 0; step < 5; step++)
        {
            var x = randn([4, 3, 6], ScalarType.Float64);
            var mask = arange(4).unsqueeze(0) >= (tensor([4L, 3, 1])[randperm(3)]).unsqueeze(1); // [batch, tokens]
            var y = timeFirst.forward(x.requires_grad_(), mask);
            y.backward([x.detach().sin()]);
            var expected = reference.Step(x.detach(), mask.t().logical_not().to(ScalarType.Float64), x.detach().sin());
            Compared.Same(expected[0], y, ScalarType.Float64, "result");
            Compared.Same(expected[1], x.grad!, ScalarType.Float64, "gradient");
            var transposed = batchFirst.forward(x.detach().transpose(0, 1).requires_grad_(), mask);
            transposed.backward([x.detach().sin().transpose(0, 1)]);
            Compared.Same(y, transposed.transpose(0, 1), ScalarType.Float64, "other layout");
        }

        foreach (var (buffer, same) in timeFirst.named_buffers().Zip(batchFirst.named_buffers())) Compared.Same(buffer.buffer, same.buffer, buffer.buffer.dtype, buffer.name);
    }

    [Theory]
    [InlineData("power")]
    [InlineData("power groups")]
    [InlineData("unified")]
    public void Evaluation_scales_and_shifts_by_the_running_statistic_and_leaves_it_alone(string kind)
    {
        using var scope = NewDisposeScope();
        manual_seed(13);
        var (norm, _) = Pair(kind, 6, ScalarType.Float64);
        for (var step = 0; step < 4; step++) norm.call(randn([5, 6], ScalarType.Float64).requires_grad_()).sum().backward();
        norm.eval();
        var before = norm.state_dict().ToDictionary(item => item.Key, item => item.Value.clone());
        var x = randn([4, 6], ScalarType.Float64).requires_grad_();
        var y = norm.call(x);
        y.sin().sum().backward();
        var own = x.detach().requires_grad_();
        var scaled = kind == "power groups" ? (own.reshape(4, 3, 2) / (own.reshape(4, 3, 2).square().mean([-1L], keepdim: true) + 1e-5).sqrt()).reshape(4, 6) : own;
        var expected = scaled / (Running(norm) + norm.eps).sqrt() * norm.weight.detach() + norm.bias.detach();
        expected.sin().sum().backward();
        Compared.Same(expected, y, ScalarType.Float64, "result");
        Compared.Same(own.grad!, x.grad!, ScalarType.Float64, "gradient");
        foreach (var (name, value) in norm.state_dict()) Assert.True(value.equal(before[name]).to(ScalarType.Bool).all().item<bool>(), name);
    }

    [Theory]
    [InlineData("power groups")]
    [InlineData("unified filtered")]
    public void Training_goes_on_after_saving_and_loading_as_if_nothing_had_been(string kind)
    {
        using var scope = NewDisposeScope();
        manual_seed(14);
        var (norm, _) = Pair(kind, 6, ScalarType.Float32);
        for (var step = 0; step < 4; step++) Step(norm, step);
        using var stream = new MemoryStream();
        norm.save(new BinaryWriter(stream));
        stream.Position = 0;
        var (other, _) = Pair(kind, 6, ScalarType.Float32);
        other.load(new BinaryReader(stream));
        for (var step = 4; step < 9; step++)
        {
            Step(norm, step);
            Step(other, step);
        }

        Assert.Equal(9, other.iters.item<long>());
        foreach (var (name, value) in norm.state_dict()) Assert.True((value == other.state_dict()[name]).all().item<bool>(), name);

        static void Step(OfflineNorm norm, int step) => norm.call((arange(30).reshape(5, 6) * 0.7 + step).sin().requires_grad_()).cos().sum().backward();
    }

    [Fact]
    public void A_unified_norm_warms_up_again_when_told_to()
    {
        using var scope = NewDisposeScope();
        manual_seed(15);
        var (norm, reference) = Pair("unified", 5, ScalarType.Float64);
        for (var step = 0; step < 12; step++)
        {
            if (step == 7)
            {
                norm.ResetWarmup();
                ((UnifiedReference)reference).ResetWarmup();
                Assert.Equal(0, norm.iters.item<long>());
            }

            var x = randn([8, 5], ScalarType.Float64).requires_grad_();
            var y = norm.call(x);
            y.backward([x.detach()]);
            var expected = reference.Step(x.detach(), ones([8], ScalarType.Float64), x.detach());
            Compared.Same(expected[0], y, ScalarType.Float64, "result");
            Compared.Same(expected[1], x.grad!, ScalarType.Float64, "gradient");
        }
    }

    [Fact]
    public void An_outlier_may_leave_the_running_statistic_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(16);
        using var norm = torch.nn.UnifiedNorm(4, window_size: 3, warmup_iters: 3, outlier_filtration: true, keepsRunningVarOfOutliers: true);
        for (var step = 0; step < 5; step++) norm.call(randn(16, 4).requires_grad_()).sum().backward();
        var before = norm.running_var.clone();
        norm.call((randn(16, 4) * 50).requires_grad_()).sum().backward();
        Assert.Equal(1, norm.skip_counter.item<long>());
        Assert.True((before == norm.running_var).all().item<bool>());
    }

    [Fact]
    public void Without_group_scaling_evaluation_of_power_norm_is_linear()
    {
        using var scope = NewDisposeScope();
        using var norm = torch.nn.PowerNorm(6, groups: 0);
        norm.call(randn(5, 6).requires_grad_()).sum().backward();
        norm.eval();
        var (x, y) = (randn(5, 6), randn(5, 6));
        Compared.Same(norm.call(x) * 2 - norm.call(y) * 3, norm.call(x * 2 - y * 3), ScalarType.Float32, "result");
    }

    [Fact]
    public void Folded_into_a_linear_layer_evaluation_is_the_same()
    {
        using var scope = NewDisposeScope();
        manual_seed(17);
        foreach (var kind in (string[])["power", "power groups", "unified"])
        {
            var (norm, _) = Pair(kind, 6, ScalarType.Float64);
            norm.call(randn([5, 6], ScalarType.Float64).requires_grad_()).sum().backward();
            norm.eval();
            using var linear = nn.Linear(6, 4, hasBias: kind != "unified", dtype: ScalarType.Float64);
            var (weight, bias) = norm.FoldInto(linear.weight, linear.bias);
            var x = randn([3, 6], ScalarType.Float64);
            Compared.Same(linear.call(norm.call(x)), nn.functional.linear(kind == "power groups" ? OfflineNorms.GroupScaling(x, 3, 1e-5) : x, weight, bias), ScalarType.Float64, kind);
            Assert.Contains("[4, 5]", Assert.Throws<ArgumentException>(() => norm.FoldInto(zeros(4, 5), null)).Message);
        }
    }

    internal static Tensor Running(OfflineNorm norm) => norm is PowerNorm power ? power.running_phi : ((UnifiedNorm)norm).running_var;

    internal static (OfflineNorm Norm, OfflineReference Reference) Pair(string kind, long features, ScalarType type, bool? batch_first = null)
    {
        OfflineNorm norm = kind switch
        {
            "power" => torch.nn.PowerNorm(features, 1e-4, 0.8, 0.7, warmup_iters: 3, groups: 0, batch_first, dtype: type),
            "power groups" => torch.nn.PowerNorm(features, 1e-4, 0.9, 0.8, warmup_iters: 3, groups: 3, batch_first, dtype: type),
            "power running" => torch.nn.PowerNorm(features, 1e-4, 0.9, 0.9, warmup_iters: 0, groups: 1, batch_first, dtype: type),
            "unified alone" => torch.nn.UnifiedNorm(features, window_size: 1, warmup_iters: 0, batch_first: batch_first, dtype: type),
            _ => torch.nn.UnifiedNorm(features, window_size: 3, warmup_iters: 4, outlier_filtration: kind == "unified filtered", eps: 1e-4, momentum: 0.8, batch_first: batch_first, dtype: type),
        };
        using (no_grad())
        {
            norm.weight.copy_(randn(features) + 1);
            norm.bias.copy_(randn(features));
            if (kind == "unified compensated")
            {
                norm.iters.fill_(2000);
                ((UnifiedNorm)norm).buffer_x2.fill_(1);
            }
        }

        OfflineReference reference = norm switch
        {
            PowerNorm power => new PowerReference(norm.weight.detach(), norm.bias.detach(), norm.eps, power.alpha_fwd, power.alpha_bkw, power.warmup_iters, power.groups),
            _ => new UnifiedReference(norm.weight.detach(), norm.bias.detach(), norm.eps, ((UnifiedNorm)norm).momentum, ((UnifiedNorm)norm).window_size, norm.warmup_iters, ((UnifiedNorm)norm).outlier_filtration),
        };
        if (kind == "unified compensated") ((UnifiedReference)reference).StartAt(2000, 1);
        return (norm, reference);
    }
}
