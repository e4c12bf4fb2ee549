using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>Which joint follows each sublayer of a block.</summary>
internal static class JointPlan
{
    /// <summary>One entry a sublayer; null where nothing is left to fuse: the last addition of Pre-LN is one operation of libtorch already.</summary>
    public static IReadOnlyList<Joint?> Of(BlockModel block)
    {
        var isScaled = block.Scale is not null;
        return block.Sublayers.Select((_, i) => (block.Kind, IsLast: i == block.Sublayers.Count - 1) switch
        {
            (PlacementKind.PreLN, false) => new Joint(JointKind.Pre, isScaled, block.Norm.Formula!),
            (PlacementKind.PreLN, true) => null,
            (PlacementKind.PostLN, _) => new Joint(JointKind.Post, isScaled, block.Norm.Formula!),
            (_, false) => new Joint(JointKind.Peri, isScaled, block.Norm.Formula!),
            (_, true) => new Joint(JointKind.PeriLast, isScaled, block.Norm.Formula!),
        }).ToList();
    }
}
