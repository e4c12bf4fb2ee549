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
