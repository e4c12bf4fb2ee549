using LaboratorySample.Experiments;
using NormGen;
using NormGen.Optimizers;
using OptimizerLabSample.Problems;
using TorchSharp;
using TorchSharp.Modules;

namespace OptimizerLabSample.Experiments;

/// <summary>Every optimizer on the same model and data: what it reaches, what a step costs, what it keeps.</summary>
internal sealed class MethodsExperiment() : Experiment("methods", "Every optimizer on the small transformer, at one rate each: loss on held-out text, time and state.", seeds: 2)
{
    public override IReadOnlyList<Method> Methods { get; } =
    [
        Of("AdamW", model => torch.optim.AdamW(model, 3e-2, weight_decay: 0, fused: true)),
        Of("SGD", model => torch.optim.SGD(model, 1.0, fused: true)),
        Of("SCALE", model => model.CreateOptimizer(lr: 5e-3)),
        Of("SWAN", model => torch.optim.SWAN(model, lr: 1e-2, matrix_lr_scale: 0.5)),
        Of("SinkGD", model => torch.optim.SinkGD(model, lr: 1e-2, matrix_lr_scale: 0.5)),
        Of("StableSPAM", model => torch.optim.StableSPAM(model, lr: 1e-2)),
        Of("Conda", model => torch.optim.Conda(model, lr: 0.1, beta2: 0.99, update_proj_gap: 100)),
        Of("AdamP", model => torch.optim.AdamP(model, lr: 1e-2)),
        Of("SGDP", model => torch.optim.SGDP(model, lr: 0.3, momentum: 0.9)),
        Of("Lion", model => torch.optim.Lion(model, lr: 3e-3)),
        Of("Muon", model => torch.optim.Muon(model, lr: 2e-2, adam_lr: 1e-2)),
        Of("Adafactor", model => torch.optim.Adafactor(model, lr: 0.1)),
        Of("GradNormLoRP", model => torch.optim.GradNormLoRP(model, lr: 1e-2, rank: 8, update_proj_gap: 50)),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } = [];

    private static Method Of(string name, Func<SmallTransformer, OptimizerHelper> create) => new(name, job => LanguageRun.Run(job, create));
}
