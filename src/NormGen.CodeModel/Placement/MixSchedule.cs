namespace NormGen.CodeModel.Placement;

/// <summary>Which blocks of a stack are Post-LN.</summary>
/// <param name="Alpha">The part of the blocks, from 0 to 1.</param>
/// <param name="PostLayers">Their number where that is given instead, or null.</param>
public sealed record MixSchedule(double Alpha, int? PostLayers)
{
    /// <summary>How many blocks of a stack of that depth are Post-LN; the same in <c>NormGen.Modules.LayerSchedule</c>.</summary>
    public int Of(int depth) => PostLayers ?? (int)Math.Floor(Alpha * depth);
}
