namespace NormGen.Objectives;

/// <summary>How <see cref="SeparationTrainer.Fit"/> ended.</summary>
/// <param name="IsSeparated">Whether every margin is above zero.</param>
/// <param name="Iterations">How many updates were made in all.</param>
/// <param name="SmallestMargin">The smallest margin.</param>
public sealed record SeparationResult(bool IsSeparated, long Iterations, double SmallestMargin);

/// <summary>Where <see cref="SeparationTrainer.Fit"/> is.</summary>
/// <param name="Iterations">How many updates were made.</param>
/// <param name="Misclassified">How many samples have no margin above zero.</param>
/// <param name="SmallestMargin">The smallest margin.</param>
public sealed record SeparationProgress(long Iterations, long Misclassified, double SmallestMargin);
