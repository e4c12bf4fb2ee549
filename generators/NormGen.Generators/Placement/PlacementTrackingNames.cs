namespace NormGen.Generators.Placement;

/// <summary>The named steps of <see cref="PlacementGenerator"/>, as tests see them.</summary>
public static class PlacementTrackingNames
{
    /// <summary>An annotated class, read.</summary>
    public const string Blocks = "Placement.Blocks";

    /// <summary>One distinct joint of the compilation.</summary>
    public const string Joints = "Placement.Joints";
}
