using LaboratorySample.Experiments;
using NormGen;
using NormGen.Optimizers;
using OptimizerLabSample.Problems;
using TorchSharp;

namespace OptimizerLabSample.Experiments;

/// <summary>AdamP and SGDP: weights whose scale does not matter do not grow.</summary>
internal sealed class NormGrowthExperiment() : Experiment("06-adamp", "A network with batch norms: the norms of the two weights before them, at the end over at the beginning; and one vector with noisy gradients at right angles to it, its growth over its steps squared, where theory says 19 for momentum 0.9.", seeds: 2)
{
    private const string Momentum = "SGD, momentum 0.9", Projected = "SGDP, momentum 0.9", Adam = "Adam", AdamProjected = "AdamP", Alone = "one vector, momentum", AloneProjected = "one vector, SGDP";

    // What the rule warns of is what is shown here.
#pragma warning disable NG2001
    public override IReadOnlyList<Method> Methods { get; } =
    [
        new("SGD", job => NormGrowthRun.Run(job, model => torch.optim.SGD(model, 0.1, fused: true))),
        new(Momentum, job => NormGrowthRun.Run(job, model => torch.optim.SGD(model, 0.1, momentum: 0.9, fused: true))),
        new(Projected, job => NormGrowthRun.Run(job, model => model.CreateOptimizer(lr: 0.1, momentum: 0.9))),
        new(Adam, job => NormGrowthRun.Run(job, model => torch.optim.AdamW(model, 1e-2, weight_decay: 0, fused: true))),
        new(AdamProjected, job => NormGrowthRun.Run(job, model => torch.optim.AdamP(model, 1e-2))),
        new(Alone, job => NormGrowthRun.Alone(job, weight => torch.optim.SGD([weight], 1e-3, momentum: 0.9, fused: true))),
        new(AloneProjected, job => NormGrowthRun.Alone(job, weight => torch.optim.SGDP([weight], 1e-3, momentum: 0.9))),
    ];
#pragma warning restore NG2001

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        .. new[] { (Projected, Momentum), (AdamProjected, Adam) }.SelectMany(pair => new[] { 1, 2 }.Select(weight => new Ordering(
            $"{pair.Item1} grows weight {weight} by less than half of what {pair.Item2} does", [$"{pair.Item1}, growth of weight {weight}", $"{pair.Item2}, growth of weight {weight}"], means => means[0] - 1 < 0.5 * (means[1] - 1)))),
        new("one vector grows by 19 times its steps squared, within 10 %", [$"{Alone}, growth over steps"], means => means[0] is > 17.1 and < 20.9),
        new("with SGDP by no more than its steps squared", [$"{AloneProjected}, growth over steps"], means => Math.Abs(means[0] - 1) < 0.01),
    ];
}
