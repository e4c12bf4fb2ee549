using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>How an optimizer is made for tests that hold for all of them.</summary>
/// <param name="OverModel">Over a model, with a learning rate.</param>
/// <param name="OverParameters">Over single parameters, in one group.</param>
/// <param name="Group">A group of its own with a learning rate, or with the optimizer's.</param>
internal sealed record TrainedKind(Func<nn.Module, double, FusedOptimizer> OverModel, Func<IEnumerable<Parameter>, double, FusedOptimizer> OverParameters, Func<IEnumerable<Parameter>, double?, ParamGroup> Group);

/// <summary>All optimizers, in forms that use what they have: decay, momentum, every part of their state.</summary>
internal static class TrainedKinds
{
    private static readonly GradientNorm[] Norms = [GradientNorm.Row, GradientNorm.Spectral, GradientNorm.Frobenius];

    public static readonly IReadOnlyDictionary<string, TrainedKind> All = new Dictionary<string, TrainedKind>
    {
        [nameof(SCALE)] = new((m, lr) => torch.optim.SCALE(m, lr, adam_lr: 2 * lr, weight_decay: 0.1), (p, lr) => torch.optim.SCALE(p, lr), (p, lr) => new SCALE.ParamGroup(p, lr: lr)),
        ["AdamW"] = new((m, lr) => torch.optim.AdamW(m, lr, fused: true), (p, lr) => torch.optim.AdamW(p, lr, fused: true), (p, lr) => new FusedAdamW.ParamGroup(p, lr: lr)),
        ["AMSGrad"] = new((m, lr) => torch.optim.AdamW(m, lr, amsgrad: true, fused: true), (p, lr) => torch.optim.AdamW(p, lr, amsgrad: true, fused: true), (p, lr) => new FusedAdamW.ParamGroup(p, lr: lr)),
        ["SinkGD"] = new((m, lr) => torch.optim.SinkGD(m, lr, weight_decay: 0.1), (p, lr) => torch.optim.SinkGD(p, lr), (p, lr) => new MNGD.ParamGroup(p, lr: lr)),
        ["MNGD"] = new((m, lr) => torch.optim.MNGD(m, lr, Norms, 2), (p, lr) => torch.optim.MNGD(p, lr, Norms, 2), (p, lr) => new MNGD.ParamGroup(p, lr: lr)),
        ["AdamP"] = new((m, lr) => torch.optim.AdamP(m, lr, weight_decay: 0.1), (p, lr) => torch.optim.AdamP(p, lr, nesterov: true), (p, lr) => new AdamP.ParamGroup(p, lr: lr)),
        ["SGDP"] = new((m, lr) => torch.optim.SGDP(m, 5 * lr, 0.9, weight_decay: 1e-3, nesterov: true), (p, lr) => torch.optim.SGDP(p, lr, 0.8, 0.1), (p, lr) => new SGDP.ParamGroup(p, lr: lr)),
        ["SGD"] = new((m, lr) => torch.optim.SGD(m, 5 * lr, 0.9, weight_decay: 1e-3, nesterov: true, fused: true), (p, lr) => torch.optim.SGD(p, lr, 0.8, 0.1, fused: true), (p, lr) => new FusedSGD.ParamGroup(p, lr: lr)),
        ["Lion"] = new((m, lr) => torch.optim.Lion(m, lr, weight_decay: 0.1), (p, lr) => torch.optim.Lion(p, lr), (p, lr) => new Lion.ParamGroup(p, lr: lr)),
        ["SWAN"] = new((m, lr) => torch.optim.SWAN(m, lr, weight_decay: 0.1), (p, lr) => torch.optim.SWAN(p, lr, center: false), (p, lr) => new SWAN.ParamGroup(p, lr: lr)),
        ["Conda"] = new((m, lr) => torch.optim.Conda(m, lr, weight_decay: 0.1, update_proj_gap: 3), (p, lr) => torch.optim.Conda(p, lr, update_proj_gap: 2), (p, lr) => new Conda.ParamGroup(p, lr: lr)),
        ["StableSPAM"] = new((m, lr) => torch.optim.StableSPAM(m, lr, weight_decay: 0.1, gamma3: 0.9, total_T: 60, update_proj_gap: 7), (p, lr) => torch.optim.StableSPAM(p, lr, gamma3: 0.9, update_proj_gap: 4, reset_mode: ResetMode.Official), (p, lr) => new StableSPAM.ParamGroup(p, lr: lr)),
        ["Muon"] = new((m, lr) => torch.optim.Muon(m, lr, 0.1, adam_lr: 0.5 * lr), (p, lr) => torch.optim.Muon(p, lr, momentum: 0.8, nesterov: false, ns_steps: 3, adjust_lr_fn: MuonAdjustment.MatchRmsAdamW), (p, lr) => new Muon.ParamGroup(p, lr: lr)),
        ["Adafactor"] = new((m, lr) => torch.optim.Adafactor(m, 5 * lr, weight_decay: 0.1), (p, lr) => torch.optim.Adafactor(p, lr, -0.5, eps1: 1e-10, d: 2), (p, lr) => new Adafactor.ParamGroup(p, lr: lr)),
        ["GradNormLoRP"] = new((m, lr) => torch.optim.GradNormLoRP(m, lr, rank: 2, update_proj_gap: 3, weight_decay: 0.1), (p, lr) => torch.optim.GradNormLoRP(p, lr, rank: 1, update_proj_gap: 2, weight_norm: WeightNormForm.Released), (p, lr) => new GradNormLoRP.ParamGroup(p, lr: lr)),
        ["GaLore"] = new((m, lr) => torch.optim.GradNormLoRP(m, lr, rank: 2, update_proj_gap: 3, proj_type: ProjectionSide.Full, weight_norm: WeightNormForm.None), (p, lr) => torch.optim.GradNormLoRP(p, lr, weight_norm: WeightNormForm.None), (p, lr) => new GradNormLoRP.ParamGroup(p, lr: lr)),
    };
}
