using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Placement;

/// <summary>The block of <see cref="BlockSources.Block"/> written by hand in plain TorchSharp, over the parameters of the generated one: the oracle.</summary>
internal sealed class HandWrittenBlock(IReadOnlyDictionary<string, Tensor> parameters, string placement, bool isLayerNorm, double eps, double scale)
{
    public Tensor Forward(Tensor x, Tensor mask)
    {
        x = Step(x, "mixer", n => nn.functional.linear(n * mask, parameters["mixer.projection.weight"], parameters["mixer.projection.bias"]));
        return Step(x, "feedForward", n => nn.functional.linear(
            nn.functional.linear(n, parameters["feedForward.up.weight"], parameters["feedForward.up.bias"]).tanh(),
            parameters["feedForward.down.weight"],
            parameters["feedForward.down.bias"]));
    }

    private Tensor Step(Tensor x, string sublayer, Func<Tensor, Tensor> branch) => placement switch
    {
        "PreLN" => x + scale * branch(Norm(x, sublayer + "_norm")),
        "OutputNorm" => x + scale * Norm(branch(x), sublayer + "_norm"),
        "PostLN" => Norm(x + scale * branch(x), sublayer + "_norm"),
        _ => x + scale * Norm(branch(Norm(x, sublayer + "_norm_in")), sublayer + "_norm_out"),
    };

    private Tensor Norm(Tensor x, string name)
    {
        var centred = isLayerNorm ? x - x.mean([-1], keepdim: true) : x;
        var normalized = centred / (centred.square().mean([-1], keepdim: true) + eps).sqrt() * parameters[name + ".weight"];
        return isLayerNorm ? normalized + parameters[name + ".bias"] : normalized;
    }
}
