using LaboratorySample.Experiments;
using NormGen.Optimizers;
using OptimizerLabSample.Problems;

namespace OptimizerLabSample.Experiments;

/// <summary>GradNormLoRP: what a magnitude that persists adds to low-rank gradients.</summary>
internal sealed class LowRankExperiment() : Experiment("08-gradnormlorp", "A student of a teacher with gradients of rank four: mean squared error.", seeds: 2)
{
    private const string Own = "persistent magnitude", Plain = "GaLore";

    public override IReadOnlyList<Method> Methods { get; } =
    [
        Of(Own, WeightNormForm.Persistent),
        Of(Plain, WeightNormForm.None),
        Of("released code", WeightNormForm.Released),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } = [Ordering.Below($"{Own}, training", $"{Plain}, training"), Ordering.Below($"{Own}, validation", $"{Plain}, validation")];

    private static Method Of(string name, WeightNormForm form) => new(name, job => LowRankRun.Run(job, form, lr: 1e-2));
}
