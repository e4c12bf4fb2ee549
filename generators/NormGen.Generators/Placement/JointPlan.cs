using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Residuals;

namespace NormGen.Generators.Placement;

/// <summary>Which joints a block has.</summary>
internal static class JointPlan
{
    /// <summary>The joint behind each sublayer; null where nothing is left to fuse: the last addition of Pre-LN is one operation of libtorch already.</summary>
    public static IReadOnlyList<Joint?> Of(BlockModel block)
    {
        var scale = ScaleOf(block.Scale);
        return block.Sublayers.Select((sublayer, i) =>
        {
            var next = i == block.Sublayers.Count - 1 ? null : block.Sublayers[i + 1];
            var kind = block.Kind switch
            {
                PlacementKind.PreLN => next is null ? JointKind.PreLast : JointKind.Pre,
                PlacementKind.PostLN => JointKind.Post,
                PlacementKind.OutputNorm => JointKind.Output,
                PlacementKind.Bare => JointKind.Bare,
                _ => next is null ? JointKind.PeriLast : JointKind.Peri,
            };
            var joint = new Joint(kind, scale, kind is JointKind.PreLast or JointKind.Bare ? null : block.Norm.Formula!)
            {
                Closing = Steps(sublayer.Ends?.Closing),
                Opening = Steps(next?.Ends?.Opening),
                HasGain = sublayer.Scale is not null,
                HasDropout = sublayer.Dropout is not null,
                Recentres = block.Recentres && BlockModel.IsRecentred(sublayer),
            };
            return joint.IsAddition ? null : joint;
        }).ToList();
    }

    /// <summary>The kernel before the first sublayer; null where its norm is all there is, which has a kernel of its own.</summary>
    public static Joint? First(BlockModel block)
        => block.Sublayers[0] is { NormIn: not null, Ends.Opening: { Count: > 0 } opening } ? new Joint(JointKind.First, JointScale.None, block.Norm.Formula!) { Opening = Steps(opening) } : null;

    /// <summary>Every joint of a block, each as often as it has it; one that drops elements also in the form that drops none.</summary>
    public static IEnumerable<Joint> All(BlockModel block)
    {
        foreach (var joint in Of(block).Prepend(First(block)).OfType<Joint>())
        {
            // First the one that stays when a dropout goes: what follows it in the pipeline moves up.
            if (joint.Drops && !joint.WithoutDropout.IsAddition) yield return joint.WithoutDropout;
            yield return joint;
        }
    }

    /// <summary>What the joints of a block multiply by a number.</summary>
    private static JointScale ScaleOf(BranchScale? scale) => scale switch
    {
        { ScalesStream: true } => JointScale.Stream,
        { HasFactor: true } => JointScale.Branch,
        { Rule: BranchScaleRule.Fixup } => JointScale.LearnedWithOffset,
        { IsLearned: true } => JointScale.Learned,
        _ => JointScale.None,
    };

    private static EquatableArray<JointStep> Steps(EquatableArray<BranchStep>? steps) => steps is { } some ? some.Select(JointStep.Of).ToEquatableArray() : default;
}
