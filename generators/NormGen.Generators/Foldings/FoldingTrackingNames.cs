namespace NormGen.Generators.Foldings;

/// <summary>The named steps of <see cref="FoldingGenerator"/>.</summary>
public static class FoldingTrackingNames
{
    /// <summary>A class and its norms are read.</summary>
    public const string Read = "Folding.Read";

    /// <summary>What is written.</summary>
    public const string Write = "Folding.Write";
}
