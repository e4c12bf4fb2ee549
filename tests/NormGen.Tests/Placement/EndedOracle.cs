using NormGen.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Placement;

/// <summary>The blocks of <see cref="IEndedBlock"/> in plain TorchSharp, over the modules of the generated one. Masks are those of <see cref="CounterRandom"/>, by seeds drawn as joints draw them.</summary>
internal sealed class EndedOracle(nn.Module<Tensor, Tensor> block)
{
    private readonly IEndedBlock parts = (IEndedBlock)block;
    private readonly Dictionary<string, Parameter> parameters = block.named_parameters().ToDictionary(p => p.name, p => p.parameter);
    private readonly string placement = block.GetType().Name.Replace("Ended", "");

    public Tensor Forward(Tensor x)
    {
        x = Step(x, "mixer", parts.Mixer.call, closing: null, parts.Residual, parts.Gamma);
        x = Step(x, "mlp", n => Items(parts.Mlp, n, 4), (Dropout)parts.Mlp[4], parts.Residual, gamma: null);
        x = Step(x, "gate", parts.Gate.call, closing: null, named: null, gamma: null);
        return Step(x, "last", parts.Last.call, closing: null, named: null, parts.Gamma);
    }

    private Tensor Step(Tensor x, string name, Func<Tensor, Tensor> sublayer, Dropout? closing, Dropout? named, Tensor? gamma)
    {
        var branch = sublayer(placement == "PostLN" ? x : Norm(x, placement == "PeriLN" ? name + "_norm_in" : name + "_norm"));
        var seed = closing is { training: true, p: > 0 } || named is { training: true, p: > 0 } ? BranchDropout.NextSeed() : -1;
        if (closing is { training: true }) branch = CounterRandom.dropout(branch, closing.p, seed);
        if (placement == "PeriLN") branch = Norm(branch, name + "_norm_out");
        if (gamma is not null) branch = branch * gamma;
        if (named is { training: true }) branch = CounterRandom.dropout(branch, named.p, closing is null ? seed : seed + 1);
        var sum = x + 0.5 * branch;
        return placement == "PostLN" ? Norm(sum, name + "_norm") : sum;
    }

    private static Tensor Items(Sequential sequence, Tensor x, int count)
    {
        for (var i = 0; i < count; i++) x = sequence[i].call(x);
        return x;
    }

    private Tensor Norm(Tensor x, string name)
    {
        var isLayerNorm = parameters.TryGetValue(name + ".bias", out var bias);
        var centred = isLayerNorm ? x - x.mean([-1], keepdim: true) : x;
        var normalized = centred / (centred.square().mean([-1], keepdim: true) + 1e-6).sqrt() * parameters[name + ".weight"];
        return isLayerNorm ? normalized + bias! : normalized;
    }
}
