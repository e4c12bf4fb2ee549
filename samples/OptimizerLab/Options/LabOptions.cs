using OptimizerLabSample.Experiments;

namespace OptimizerLabSample.Options;

/// <summary>What was asked for.</summary>
/// <param name="Experiments">The experiments, in order.</param>
/// <param name="Seeds">How many seeds each method runs with; null for what each experiment needs.</param>
/// <param name="Steps">Training steps; null for those of each experiment.</param>
/// <param name="Output">The folder for tables and curves.</param>
public sealed record LabOptions(IReadOnlyList<Experiment> Experiments, int? Seeds, int? Steps, string Output)
{
    /// <summary>Where results go unless asked otherwise.</summary>
    public const string DefaultOutput = "artifacts/optimizer-lab";
}
