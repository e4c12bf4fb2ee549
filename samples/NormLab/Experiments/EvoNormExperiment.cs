using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormLabSample.Models;
using NormLabSample.Problems;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>EvoNorm: a norm with its activation against batch and group norm with ReLU.</summary>
internal sealed class EvoNormExperiment() : Experiment("23-evonorm", "A small residual net on noisy templates, SGD with momentum and linear decay, 250 steps of 64 images, or 1500 of 2: accuracy on other images.", seeds: 2)
{
    private const string Batch = "batch norm, ReLU", Group = "group norm, ReLU", B0 = "EvoNorm-B0", S0 = "EvoNorm-S0";
    private static readonly (int Size, int Steps, double Rate)[] Settings = [(64, 250, 0.05), (2, 1500, 0.05 / 16)];
    private static readonly (string Name, Func<Module<Tensor, Tensor>> Make)[] Norms =
    [
        (Batch, () => Sequential(torch.nn.FusedBatchNorm2d(PreActivationNet.Width), ReLU())),
        (Group, () => Sequential(torch.nn.FusedGroupNorm(8, PreActivationNet.Width), ReLU())),
        (B0, () => torch.nn.EvoNorm2dB0(PreActivationNet.Width)),
        (S0, () => torch.nn.EvoNorm2dS0(PreActivationNet.Width, groups: 8)),
    ];

    public override IReadOnlyList<Method> Methods { get; } =
        [.. from setting in Settings from norm in Norms select new Method(Named(norm.Name, setting.Size), job => Run(job, setting, norm.Make))];

    // The margins are what another trial of this kind gave.
    public override IReadOnlyList<Ordering> Orderings { get; } = [.. Above(64, Batch, B0, 0.02), .. Above(64, Group, S0, 0.015), .. Above(2, Batch, B0, 0.02), .. Above(2, Group, S0, 0.03)];

    private static string Named(string norm, int batch) => $"{norm}, batches of {batch}";

    private static Ordering[] Above(int batch, string other, string norm, double margin)
        => [Ordering.BelowInEachSeed(Named(other, batch), Named(norm, batch)), new(FormattableString.Invariant($"{Named(norm, batch)}, is better by at least {margin}"), [Named(other, batch), Named(norm, batch)], means => means[1] >= means[0] + margin)];

    private static Outcome Run(Job job, (int Size, int Steps, double Rate) setting, Func<Module<Tensor, Tensor>> norm)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var problem = new NoisyTemplates(randomness);
        using var model = randomness.DrawnByInputs(new PreActivationNet(NoisyTemplates.Classes, norm), 2);
        using var optimizer = torch.optim.SGD(model, setting.Rate, momentum: 0.9, fused: true);
        return Training.Run(job, optimizer, job.StepsOr(setting.Steps), _ => problem.BatchLoss(model, setting.Size), () => [("", problem.Accuracy(model))], new(0, 0, IsStraight: true)).WithoutSteps();
    }
}
