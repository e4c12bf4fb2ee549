using LaboratorySample.Experiments;
using OptimizerLabSample.Problems;

namespace OptimizerLabSample.Experiments;

/// <summary>Normalize-and-Project: a network stays able to learn.</summary>
internal sealed class MemorizationExperiment() : Experiment("07-nap", "Random labels drawn anew for each of six tasks, Adam at a rate of 3e-2, larger than the published run's so that few tasks show it: accuracy while learning.", seeds: 2)
{
    private const string Own = "norms and projection", Norms = "norms", None = "none";

    public override IReadOnlyList<Method> Methods { get; } = [Of(Own, Plasticity.NormalizeAndProject), Of(Norms, Plasticity.LayerNorm), Of(None, Plasticity.None)];

    public override IReadOnlyList<Ordering> Orderings { get; } =
        [new("last tasks: norms and projection > norms > none", [$"{Own}, last tasks", $"{Norms}, last tasks", $"{None}, last tasks"], means => means[0] > means[1] && means[1] > means[2])];

    private static Method Of(string name, Plasticity plasticity) => new(name, job => MemorizationRun.Run(job, plasticity, lr: 3e-2));
}
