using LaboratorySample.Experiments;

namespace LaboratorySample.Options;

/// <summary>What was asked for.</summary>
/// <param name="Title">The lab's name.</param>
/// <param name="Experiments">The experiments, in order.</param>
/// <param name="Seeds">How many seeds each method runs with; null for what each experiment needs.</param>
/// <param name="Steps">Training steps; null for those of each experiment.</param>
/// <param name="Output">The folder for tables and curves.</param>
public sealed record LabOptions(string Title, IReadOnlyList<Experiment> Experiments, int? Seeds, int? Steps, string Output);
