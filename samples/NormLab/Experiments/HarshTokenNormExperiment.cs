using LaboratorySample.Experiments;
using NormGen;
using NormLabSample.Models;
using NormLabSample.Problems;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Power norm, where batch norm fails.</summary>
internal sealed class HarshTokenNormExperiment() : Experiment("21-powernorm-harsh", "The same with ten symbols, the rare ones thirty times larger, batches of two texts, 1200 steps: loss on other texts.", seeds: 2)
{
    private const string Power = "power, 4 groups", Layer = "layer norm", Batch = "batch norm";
    private static readonly TokenRun Problem = new(Symbols: 10, RareScale: 30, Texts: 2, Length: 16, Rate: 3e-3, Steps: 1200);

    public override IReadOnlyList<Method> Methods { get; } =
    [
        Of(Power, () => torch.nn.PowerNorm(TokenTransformer.Width, warmup_iters: 100, groups: 4)),
        Of(Layer, () => torch.nn.FusedLayerNorm(TokenTransformer.Width)),
        Of(Batch, () => new TokenBatchNorm(TokenTransformer.Width)),
    ];

    // Whether power norm or layer norm is lower differs from seed to seed.
    public override IReadOnlyList<Ordering> Orderings { get; } =
        [.. new[] { Power, Layer }.Select(norm => new Ordering($"{norm} < {Batch} - 0.1 in every seed", [norm, Batch], losses => losses[0] < losses[1] - 0.1, InEachSeed: true))];

    private static Method Of(string name, Func<Module<Tensor, Tensor>> norm) => new(name, job => Problem.Run(job, norm));
}
