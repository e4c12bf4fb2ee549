using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers.Gradients;

/// <summary>AdaClip and AdaGN alone: in front of AdamW they are Stable-SPAM without resets, and what they remember goes on after a restart.</summary>
[Collection(CountingTensors.Name)]
public class GradientTransformTests
{
    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    public void In_front_of_AdamW_they_are_StableSPAM(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Parameter[] own = GradientToolTests.Parameters(type), other = GradientToolTests.Parameters(type);
        using var stable = torch.optim.StableSPAM(other, 0.02, weight_decay: 0.1, gamma1: 0.6, gamma2: 0.8, gamma3: 0.9, update_proj_gap: 0);
        using var adam = torch.optim.AdamW(own, 0.02, weight_decay: 0.1, fused: true);
        GradientTransform[] front = [new AdaClip(own, 0.9), new AdaGN(own, 0.6, 0.8)];
        for (var step = 0; step < 15; step++)
        {
            foreach (var parameters in new[] { own, other }) SetGradients(parameters, step);
            stable.step();
            foreach (var transform in front) transform.step();
            adam.step();
            GradientToolTests.AssertSame(Trained.Numbers(other), Trained.Numbers(own), type == ScalarType.Float64 ? 1e-12 : 3e-5);
        }
    }

    [Fact]
    public void AdaClip_brings_the_largest_element_to_the_running_maximum_and_leaves_the_rest()
    {
        using var scope = NewDisposeScope();
        Parameter p = new(zeros([4], ScalarType.Float64));
        var clip = new AdaClip([p], 0.5);
        p.grad = tensor(new[] { 1.0, -2, 0, 0.5 });
        clip.step();
        Assert.Equal([1.0, -2, 0, 0.5], Trained.Numbers([p.grad!]));
        p.grad = tensor(new[] { 1.0, -20, 10, 0.5 });
        clip.step();
        // The maximum is 0.5 * 1 + 0.5 * 20 = 10.5, corrected by 0.75: 14.
        GradientToolTests.AssertSame([1, -14, 10, 0.5], Trained.Numbers([p.grad!]), 1e-14);
    }

    [Fact]
    public void AdaGN_takes_the_unit_away()
    {
        using var scope = NewDisposeScope();
        Parameter small = new(zeros([4], ScalarType.Float64)), large = new(zeros([4], ScalarType.Float64)), zero = new(zeros([4], ScalarType.Float64));
        var norm = new AdaGN([small, large, zero], eps: 0);
        for (var step = 1; step < 6; step++)
        {
            var gradient = (arange(4, dtype: ScalarType.Float64) + step).sin();
            (small.grad, large.grad, zero.grad) = (gradient * 1e-6, gradient * 1e6, zeros([4], ScalarType.Float64));
            norm.step();
            GradientToolTests.AssertSame(Trained.Numbers([small.grad!]), Trained.Numbers([large.grad!]), 1e-12);
            if (step == 1) Assert.Equal(1, large.grad!.norm().item<double>(), 1e-12);
            Assert.Equal([0.0, 0, 0, 0], Trained.Numbers([zero.grad!]));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Saved_and_loaded_they_go_on_bit_for_bit(bool isClip)
    {
        using var scope = NewDisposeScope();
        Parameter[] own = GradientToolTests.Parameters(ScalarType.Float32), other = GradientToolTests.Parameters(ScalarType.Float32);
        GradientTransform whole = Make(own), rest = Make(other);
        Run(whole, own, 0, 6);
        using var file = new MemoryStream();
        whole.save_state_dict(new BinaryWriter(file));
        file.Position = 0;
        rest.load_state_dict(new BinaryReader(file));
        Assert.Equal(file.Length, file.Position);
        Assert.Equal(Run(whole, own, 6, 6), Run(rest, other, 6, 6));

        GradientTransform Make(Parameter[] parameters) => isClip ? new AdaClip(parameters, 0.9) : new AdaGN(parameters);

        static double[] Run(GradientTransform transform, Parameter[] parameters, int first, int count)
        {
            for (var step = first; step < first + count; step++)
            {
                SetGradients(parameters, step);
                transform.step();
            }

            return GradientToolTests.Numbers(parameters);
        }
    }

    [Fact]
    public void A_state_of_others_or_a_damaged_one_is_refused_and_changes_nothing()
    {
        Parameter[] p = [new(ones(2, 3)), new(ones(4))];
        var own = new AdaGN(p);
        foreach (var parameter in p) parameter.grad = ones_like(parameter);
        own.step();
        var before = own.NumbersOf(0).ToArray();
        Assert.Contains("AdaClip over [2, 3], [4] there", Refused(Saved(new AdaClip(p))));
        Assert.Contains("[2, 2]", Refused(Saved(new AdaGN([new Parameter(ones(2, 2)), p[1]]))));
        Assert.Contains("truncated", Refused(Saved(own)[..^3]));
        var damaged = Saved(own);
        BitConverter.GetBytes(double.NaN).CopyTo(damaged, damaged.Length - 8);
        Assert.Contains("damaged", Refused(damaged));
        Assert.Equal(before, own.NumbersOf(0));

        string Refused(byte[] saved) => Assert.Throws<InvalidDataException>(() => own.load_state_dict(new BinaryReader(new MemoryStream(saved)))).Message;
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_is_passed_over_or_an_error(double value)
    {
        using var scope = NewDisposeScope();
        Parameter[] p = [new(zeros([2], ScalarType.Float64)), new(zeros([2], ScalarType.Float64))];
        foreach (var transform in new GradientTransform[] { new AdaClip(p), new AdaGN(p) })
        {
            (p[0].grad, p[1].grad) = (tensor(new[] { 3.0, 4 }), tensor(new[] { 1, value }));
            Assert.Contains("parameter 1", Assert.Throws<InvalidOperationException>(() => transform.step(error_if_nonfinite: true)).Message);
            Assert.Equal([3.0, 4], Trained.Numbers([p[0].grad!]));
            Assert.All(transform.NumbersOf(0), number => Assert.Equal(0, number));
            transform.step();
            Assert.Equal(1, transform.NumbersOf(0)[^1]);
            Assert.All(transform.NumbersOf(1), number => Assert.Equal(0, number));
            Assert.Equal([1, value], Trained.Numbers([p[1].grad!]));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Parameter[] p = [new(ones(2))];
        Assert.Equal("parameters", Assert.Throws<ArgumentNullException>(() => new AdaClip(null!)).ParamName);
        Assert.Contains("no parameter", Assert.Throws<ArgumentException>(() => new AdaClip([])).Message);
        Assert.Contains("Parameter 1 is null", Assert.Throws<ArgumentException>(() => new AdaGN([p[0], null!])).Message);
        Assert.Equal("gamma3", Assert.Throws<ArgumentOutOfRangeException>(() => new AdaClip(p, 1)).ParamName);
        Assert.Equal("gamma1", Assert.Throws<ArgumentOutOfRangeException>(() => new AdaGN(p, -0.1)).ParamName);
        Assert.Equal("gamma2", Assert.Throws<ArgumentOutOfRangeException>(() => new AdaGN(p, gamma2: double.NaN)).ParamName);
        Assert.Equal("eps", Assert.Throws<ArgumentOutOfRangeException>(() => new AdaGN(p, eps: -1)).ParamName);
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using var scope = NewDisposeScope();
        var p = GradientToolTests.Parameters(ScalarType.BFloat16);
        GradientTransform[] transforms = [new AdaClip(p), new AdaGN(p)];
        CountingTensors.AssertNothingStays(() =>
        {
            foreach (var transform in transforms) transform.step();
            torch.nn.utils.clip_grad_norm_fused_(p, 0.1);
            torch.nn.utils.clip_grad_norm_per_layer_(p, 0.01, 3);
            torch.nn.utils.normalize_grad_per_layer_(p);
            torch.nn.utils.adaptive_clip_grad_(p, 1e-6);
        });
    }

    private static byte[] Saved(GradientTransform transform)
    {
        using var stream = new MemoryStream();
        transform.save_state_dict(new BinaryWriter(stream));
        return stream.ToArray();
    }

    private static void SetGradients(Parameter[] parameters, int step)
    {
        Trained.SetGradients(parameters, step);
        parameters[6].grad = null;
        if (step % 5 != 4) return;
        using var noGradients = no_grad();
        parameters[0].grad!.mul_(step % 2 == 0 ? 100 : 1);
        parameters[1].grad![2, 3] = 40;
    }
}
