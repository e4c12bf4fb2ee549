using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden.Blocks;

/// <summary>A norm module over the library's formula whose gain is any tensor, so that a golden case's own leaves can be put in; a user's norm looks the same.</summary>
[NormFormula(typeof(Norms), nameof(Norms.RMSNorm))]
internal sealed class GoldenRmsNorm(long features) : nn.Module<Tensor, Tensor>(nameof(GoldenRmsNorm))
{
    public Tensor weight { get; set; } = ones(features);

    public double eps { get; set; }

    public override Tensor forward(Tensor input) => Norms.RMSNorm(input, weight, eps);
}

/// <summary>The same for layer norm.</summary>
[NormFormula(typeof(Norms), nameof(Norms.LayerNorm))]
internal sealed class GoldenLayerNorm(long features) : nn.Module<Tensor, Tensor>(nameof(GoldenLayerNorm))
{
    public Tensor weight { get; set; } = ones(features);

    public Tensor bias { get; set; } = zeros(features);

    public double eps { get; set; }

    public override Tensor forward(Tensor input) => Norms.LayerNorm(input, weight, bias, eps);
}

/// <summary>A sublayer that is given as a function.</summary>
internal sealed class GoldenSublayer(Func<Tensor, Tensor> function) : nn.Module<Tensor, Tensor>(nameof(GoldenSublayer))
{
    public override Tensor forward(Tensor input) => function(input);
}

/// <summary>Puts the numbers of a case into generated norms.</summary>
internal static class GoldenNorms
{
    /// <summary>The gain (and offset) of that name: <c>name</c> or <c>name.weight</c> with <c>name.bias</c>.</summary>
    public static void Fill(nn.Module norm, GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs, string name)
    {
        var eps = golden.Number("eps", 1e-6);
        var weight = inputs.TryGetValue(name, out var own) ? own : inputs[name + ".weight"];
        switch (norm)
        {
            case GoldenRmsNorm rms: (rms.weight, rms.eps) = (weight, eps); break;
            case GoldenLayerNorm layer: (layer.weight, layer.bias, layer.eps) = (weight, inputs[name + ".bias"], eps); break;
        }
    }
}
