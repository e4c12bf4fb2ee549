namespace NormGen.Generators.Projections;

/// <summary>The named steps of <see cref="ProjectionGenerator"/>.</summary>
public static class ProjectionTrackingNames
{
    /// <summary>A class and its scale-invariant weights are read.</summary>
    public const string Read = "Projection.Read";

    /// <summary>What is written.</summary>
    public const string Write = "Projection.Write";
}
