using NormGen.Folding;
using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Folding;

/// <summary>Generated foldings at work: outputs in evaluation stay the same, and the norms do nothing more.</summary>
public class FoldingTests
{
    public static TheoryData<string, ScalarType> Nets()
    {
        var data = new TheoryData<string, ScalarType>();
        foreach (var net in new[] { "unified", "power", "convolutional", "gains", "factors", "learned" })
            foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 }) data.Add(net, type);
        return data;
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Folded_outputs_agree_to_rounding(string net, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (model, x, fold) = Net(net, type);
        var expected = model.call(x);
        fold();
        var actual = model.call(x);
        var error = ((expected - actual).abs().max() / expected.abs().max()).to(ScalarType.Float64).item<double>();
        Assert.True(error <= (type == ScalarType.Float64 ? 1e-12 : 1e-5), $"off by {error:E2} of the largest");
    }

    [Fact]
    public void Every_norm_is_folded_as_the_flow_allows()
    {
        using var scope = NewDisposeScope();
        var unified = new UnifiedBlock(4);
        unified.eval();
        unified.FoldNormalization();
        Assert.All(unified.modules().OfType<UnifiedNorm>(), norm => Assert.True(norm.IsFolded));
        Assert.Contains("q.bias", unified.state_dict().Keys);
        var gains = new GainNet();
        gains.eval();
        gains.FoldNormalization();
        Assert.Equal(["layers.0.linear.weight", "layers.0.linear.bias", "layers.1.linear.weight", "layers.1.linear.bias", "head.weight"], gains.state_dict().Keys);
    }

    [Fact]
    public void Residual_factors_go_into_the_layers_and_output_norms_that_make_the_branches()
    {
        using var scope = NewDisposeScope();
        var model = new FactorNet();
        model.eval();
        model.FoldNormalization();
        Assert.All(model.modules().OfType<IScaledBlock>(), block => Assert.Equal(1, block.ResidualScale));
        Assert.Equal(3, model.modules().OfType<IScaledBlock>().Count());
    }

    [Fact]
    public void Learned_numbers_go_into_the_layers_and_output_norms_that_make_the_branches_and_become_one_and_offsets_zero()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (model, _, fold) = Net("learned", ScalarType.Float32);
        var before = model.named_parameters().Where(item => IsOnBranch(item.name)).ToDictionary(item => item.name, item => item.parameter.detach().clone());
        fold();
        var left = model.named_parameters().Where(item => IsOnBranch(item.name)).ToList();
        Assert.Equal(before.Keys.Order(), left.Select(item => item.name).Order());
        foreach (var (name, parameter) in left)
        {
            // An activation stands between this one and the layer.
            var expected = name == "skip.two_alpha" ? before[name] : name == "fixup.mlp_bias" ? zeros_like(parameter) : ones_like(parameter);
            Assert.True(parameter.equal(expected).all().item<bool>(), name);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var model = new UnifiedBlock(4);
        Assert.Contains("eval()", Assert.Throws<InvalidOperationException>(model.FoldNormalization).Message, StringComparison.Ordinal);
        model.eval();
        model.FoldNormalization();
        Assert.Contains("folded already", Assert.Throws<InvalidOperationException>(model.FoldNormalization).Message, StringComparison.Ordinal);
        model.train();
        Assert.Contains("cannot train", Assert.Throws<InvalidOperationException>(() => model.call(ones(1, 2, 4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("norm", () => ScaleAndShift.Of(nn.Identity()));
        Assert.Throws<ArgumentException>("folded", () => LayerFolding.Behind(ones(2, 3), null, new(ones(2), null)));
        Assert.Throws<ArgumentException>("folded", () => LayerFolding.Before(ones(2, 3), null, new(ones(3), null)));
    }

    [Fact]
    public void A_scale_without_shift_adds_no_bias()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = LayerFolding.Behind(ones(2, 3), null, new(tensor([1.0, 2.0, 3.0]), null));
        Assert.Null(bias);
        Assert.Equal([1f, 2f, 3f, 1f, 2f, 3f], weight.data<float>().ToArray());
        (weight, bias) = LayerFolding.Before(ones(2, 3), tensor([1f, 1f]), new(tensor([2.0, 3.0]), tensor([10.0, 20.0])));
        Assert.Equal([12f, 23f], bias!.data<float>().ToArray());
        Assert.Equal([2f, 2f, 2f, 3f, 3f, 3f], weight.data<float>().ToArray());
    }

    private static bool IsOnBranch(string name) => name.EndsWith("resweight", StringComparison.Ordinal) || name.EndsWith("_alpha", StringComparison.Ordinal) || name.EndsWith("_gamma", StringComparison.Ordinal) || name.EndsWith("_scale", StringComparison.Ordinal) || name.EndsWith("_bias", StringComparison.Ordinal) || name == "gate";

    private static (nn.Module<Tensor, Tensor> Model, Tensor X, Action Fold) Net(string net, ScalarType type)
    {
        manual_seed(1);
        (nn.Module<Tensor, Tensor> Model, long[] Shape, Action Fold) made = net switch
        {
            "unified" => new UnifiedBlock(8) is var model ? (model, [2, 5, 8], model.FoldNormalization) : default,
            "power" => new PowerNet(8) is var model ? (model, [5, 2, 8], model.FoldNormalization) : default,
            "convolutional" => new ConvolutionalNet() is var model ? (model, [2, 3, 8, 8], model.FoldNormalization) : default,
            "learned" => new LearnedNet() is var model ? (model, [2, 3, 8, 8], model.FoldNormalization) : default,
            "factors" => new FactorNet() is var model ? (model, [3, 6], model.FoldNormalization) : default,
            _ => new GainNet() is var model ? (model, [3, 6], model.FoldNormalization) : default,
        };
        made.Model.to(type);

        // Statistics, gains and offsets as after a training, none of them neutral.
        foreach (var module in made.Model.modules().Where(module => module is OfflineNorm or FusedBatchNorm or FusedLayerNorm or RMSNorm))
        {
            foreach (var (name, parameter) in module.named_parameters()) parameter.add_(randn(parameter.shape, type) * 0.3);
            foreach (var (name, buffer) in module.named_buffers())
            {
                if (name is "running_var" or "running_phi") buffer.copy_(rand(buffer.shape, type) + 0.5);
                if (name == "running_mean") buffer.copy_(randn(buffer.shape, type));
            }
        }

        // Nor are learned numbers on branches, nor the weights that Fixup begins with at zero.
        foreach (var (name, parameter) in made.Model.named_parameters().Where(item => IsOnBranch(item.name) || item.parameter.ndim == 2 && item.parameter.count_nonzero().item<long>() == 0)) parameter.add_(randn(parameter.shape, type) * 0.3 + 0.2);

        made.Model.eval();
        return (made.Model, randn(made.Shape, type), made.Fold);
    }
}
