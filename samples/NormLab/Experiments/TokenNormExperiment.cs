using LaboratorySample.Experiments;
using NormGen;
using NormLabSample.Models;
using NormLabSample.Problems;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Norms with statistics over tokens in a transformer, on a language whose rare symbols make them jump.</summary>
internal sealed class TokenNormExperiment() : Experiment("20-21-token-norms", "A causal Post-LN transformer on a language of six symbols, two of them rare and large, Adam, 1500 steps: loss on other texts.", seeds: 4)
{
    private const string Unified = "unified, window of 4", Unsmoothed = "unified, window of 1", Power = "power, 4 groups", Layer = "layer norm", Batch = "batch norm";
    private const int Warmup = 100;
    private static readonly TokenRun Problem = new(Symbols: 6, RareScale: 8, Texts: 4, Length: 8, Rate: 5e-3, Steps: 1500);

    public override IReadOnlyList<Method> Methods { get; } =
    [
        Of(Unified, () => torch.nn.UnifiedNorm(TokenTransformer.Width, warmup_iters: Warmup)),
        Of(Unsmoothed, () => torch.nn.UnifiedNorm(TokenTransformer.Width, window_size: 1, warmup_iters: Warmup)),
        Of(Power, () => torch.nn.PowerNorm(TokenTransformer.Width, warmup_iters: Warmup, groups: 4)),
        Of(Layer, () => torch.nn.FusedLayerNorm(TokenTransformer.Width)),
        Of(Batch, () => new TokenBatchNorm(TokenTransformer.Width)),
    ];

    // That PowerNorm is below layer norm is within what seeds scatter; the next experiment separates both from batch norm in every seed.
    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        Ordering.Below(Unified, Unsmoothed),
        Ordering.Below(Unsmoothed, Batch),
        new("unified, window of 4, within 0.03 of layer norm", [Unified, Layer], means => Math.Abs(means[0] - means[1]) < 0.03),
        .. new[] { Power, Layer }.Select(norm => new Ordering($"{norm} < {Batch} - 0.04", [norm, Batch], means => means[0] < means[1] - 0.04)),
    ];

    private static Method Of(string name, Func<Module<Tensor, Tensor>> norm) => new(name, job => Problem.Run(job, norm));
}
