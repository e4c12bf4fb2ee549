using LaboratorySample.Experiments;
using NormGen;
using OptimizerLabSample.Problems;
using TorchSharp;

namespace OptimizerLabSample.Experiments;

/// <summary>Stable-SPAM: bursts of gradients do not throw it off.</summary>
internal sealed class BurstExperiment() : Experiment("04-stable-spam", "The small transformer; in one step of twenty all gradients are a thousand times too large: loss on held-out text.", seeds: 2)
{
    public override IReadOnlyList<Method> Methods { get; } =
    [
        new("Stable-SPAM, bursts", job => LanguageRun.Run(job, model => torch.optim.StableSPAM(model, lr: 1e-2), bursts: 0.05)),
        new("Adam, bursts", job => LanguageRun.Run(job, model => torch.optim.AdamW(model, 1e-2, weight_decay: 0, fused: true), bursts: 0.05)),
        new("Stable-SPAM, clean", job => LanguageRun.Run(job, model => torch.optim.StableSPAM(model, lr: 1e-2))),
        new("Adam, clean", job => LanguageRun.Run(job, model => torch.optim.AdamW(model, 1e-2, weight_decay: 0, fused: true))),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        new("under bursts Stable-SPAM < Adam - 0.5", ["Stable-SPAM, bursts", "Adam, bursts"], means => means[0] < means[1] - 0.5),
        new("without bursts Stable-SPAM <= Adam + 0.02", ["Stable-SPAM, clean", "Adam, clean"], means => means[0] <= means[1] + 0.02),
    ];
}
