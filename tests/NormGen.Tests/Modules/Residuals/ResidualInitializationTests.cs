using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Residuals;

/// <summary>Initialization of residual branches by hand, Fixup's block, and what both refuse.</summary>
public sealed class ResidualInitializationTests
{
    [Fact]
    public void Weights_repeat_by_torchs_seed()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Run(), Run());

        static float[] Run()
        {
            manual_seed(9);
            var mlp = nn.Sequential(nn.Linear(4, 8), nn.GELU(), nn.Linear(8, 4));
            ResidualInitialization.DeepNorm(mlp, 0.5, ["0.weight", "2.weight"], []);
            ResidualInitialization.Gpt2(mlp, 12, ["2.weight"], []);
            return [.. mlp.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
        }
    }

    [Fact]
    public void Biases_are_zeroed_by_GPT2_and_Fixup_and_left_by_DeepNorm()
    {
        using var scope = NewDisposeScope();
        foreach (var (initialize, isZeroed) in new (Action<nn.Module>, bool)[] { (m => ResidualInitialization.Gpt2(m, 2, ["1.weight"], ["0.weight"]), true), (m => ResidualInitialization.Fixup(m, 2, 2, ["1.weight"], ["0.weight"]), true), (m => ResidualInitialization.DeepNorm(m, 1, ["0.weight", "1.weight"], []), false) })
        {
            var mlp = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 4));
            initialize(mlp);
            Assert.All(mlp.named_parameters().Where(item => item.name.EndsWith("bias", StringComparison.Ordinal)), item => Assert.Equal(isZeroed, item.parameter.abs().sum().item<float>() == 0));
        }
    }

    [Fact]
    public void Items_of_a_list_are_meant_by_a_star()
    {
        using var scope = NewDisposeScope();
        var experts = nn.Sequential(("list", nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))), ("other", nn.Linear(4, 4)));
        ResidualInitialization.Fixup(experts, 2, 2, ["list.*.weight"], []);
        Assert.Equal(["other.bias", "other.weight"], experts.named_parameters().Where(item => item.parameter.abs().sum().item<float>() != 0).Select(item => item.name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Fixups_block_begins_as_relu_of_its_shortcut()
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3, 5, 6);
        using var block = torch.nn.FixupBasicBlock(3, 5, branches: 9, stride: 2);
        var y = block.call(x);
        Assert.Equal([2L, 5, 3, 3], y.shape);
        Assert.Equal(0, (y.index(TensorIndex.Colon, TensorIndex.Slice(0, 3)) - nn.functional.relu(x.index(TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)))).abs().max().item<float>());
        Assert.Equal(0, y.index(TensorIndex.Colon, TensorIndex.Slice(3)).abs().max().item<float>());
        Assert.Equal(["bias1a", "bias1b", "bias2a", "bias2b", "conv1.weight", "conv2.weight", "scale"], block.named_parameters().Select(item => item.name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var mlp = nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 4));
        Assert.Contains("'2.weight'; it has 0.weight, 0.bias, 1.weight, 1.bias", Assert.Throws<ArgumentException>(() => ResidualInitialization.Gpt2(mlp, 2, ["2.weight"], [])).Message, StringComparison.Ordinal);
        Assert.Contains("must be called after the sublayers are made", Assert.Throws<InvalidOperationException>(() => ResidualInitialization.Gpt2(null!, 2, ["2.weight"], [])).Message, StringComparison.Ordinal);
        Assert.Equal("branches", Assert.Throws<ArgumentOutOfRangeException>(() => ResidualInitialization.Gpt2(mlp, 0, ["0.weight"], [])).ParamName);
        Assert.Equal("weights", Assert.Throws<ArgumentOutOfRangeException>(() => ResidualScales.FixupFactor(4, 1)).ParamName);
        Assert.Equal("decoderLayers", Assert.Throws<ArgumentOutOfRangeException>(() => ResidualScales.DeepNormEncoderAlpha(3, 0)).ParamName);
        Assert.Equal("layers", Assert.Throws<ArgumentOutOfRangeException>(() => ResidualScales.DeepNormBeta(-1)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.FixupBasicBlock(4, 3, 1));
        using var bias = torch.nn.ScalarBias();
        Assert.Throws<ArgumentException>(() => bias.bias = nn.Parameter(zeros(2)));
        Assert.Throws<ArgumentNullException>(() => bias.bias = null!);
    }
}
