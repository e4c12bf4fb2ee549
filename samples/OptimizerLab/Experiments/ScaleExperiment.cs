using LaboratorySample.Experiments;
using NormGen;
using OptimizerLabSample.Problems;
using TorchSharp;

namespace OptimizerLabSample.Experiments;

/// <summary>SCALE: rows normalized, momentum on the head alone.</summary>
internal sealed class ScaleExperiment() : Experiment("01-scale", "The small transformer by SCALE, without the head's momentum, by SGD and by Adam: loss on held-out text.", seeds: 2)
{
    private const string Own = "SCALE", NoMomentum = "no head momentum", Plain = "SGD", Adam = "Adam";

    public override IReadOnlyList<Method> Methods { get; } =
    [
        new(Own, job => LanguageRun.Run(job, model => model.CreateOptimizer(lr: 5e-3))),
        new(NoMomentum, job => LanguageRun.Run(job, model => model.CreateOptimizer(lr: 5e-3, momentum: 0))),
        new(Plain, job => LanguageRun.Run(job, model => torch.optim.SGD(model, 1.0, fused: true))),
        new(Adam, job => LanguageRun.Run(job, model => torch.optim.AdamW(model, 3e-2, weight_decay: 0, fused: true))),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        Ordering.Below(Own, NoMomentum, Plain),
        new("SCALE <= 1.02 Adam", [Own, Adam], means => means[0] <= 1.02 * means[1]),
    ];
}
