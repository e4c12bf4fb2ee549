using LaboratorySample.Experiments;
using NormGen;
using OptimizerLabSample.Problems;
using TorchSharp;

namespace OptimizerLabSample.Experiments;

/// <summary>Conda: Adam's loss in half of Adam's steps.</summary>
internal sealed class CondaExperiment() : Experiment("05-conda", "The small transformer by Adam, and by Conda in half as many steps: loss on held-out text.", seeds: 2)
{
    private const string Own = "Conda, half the steps", Whole = "Conda", Adam = "Adam";

    public override IReadOnlyList<Method> Methods { get; } =
    [
        new(Own, job => LanguageRun.Run(job, Create, share: 0.5)),
        new(Whole, job => LanguageRun.Run(job, Create)),
        new(Adam, job => LanguageRun.Run(job, model => torch.optim.AdamW(model, 3e-2, beta2: 0.99, weight_decay: 0, fused: true))),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } = [new("Conda in half the steps <= Adam + 0.01", [Own, Adam], means => means[0] <= means[1] + 0.01)];

    private static NormGen.Optimizers.Conda Create(SmallTransformer model) => torch.optim.Conda(model, lr: 0.1, beta2: 0.99, update_proj_gap: 100, scale: 0.25);
}
