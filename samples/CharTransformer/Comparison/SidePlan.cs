using CharTransformerSample.Training;

namespace CharTransformerSample.Comparison;

/// <summary>What a process that measures one side trains.</summary>
/// <param name="Plan">The plan of the whole run; a process does its first steps.</param>
/// <param name="Text">The file to train on, or null for the repository.</param>
/// <param name="Threads">Its threads.</param>
public sealed record SidePlan(TrainingPlan Plan, string? Text, int Threads);
