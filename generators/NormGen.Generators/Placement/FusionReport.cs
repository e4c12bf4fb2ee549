using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>Says at the top of a block's file what runs as one kernel, what stays outside, and why.</summary>
internal static class FusionReport
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(BlockModel block)
    {
        if (block.Obstacle is { } obstacle)
        {
            yield return "composed, not fused: " + obstacle;
            yield break;
        }

        if (!block.Fuse)
        {
            yield return "composed, not fused: Fuse = false";
            yield break;
        }

        var joints = JointPlan.Of(block);
        if (JointPlan.First(block) is { } first) yield return $"one kernel before {block.Sublayers[0].Name}: {Text(first)}";
        for (var i = 0; i < joints.Count; i++)
        {
            if (joints[i] is { } joint) yield return $"one kernel behind {block.Sublayers[i].Name}: {Text(joint)}";
        }

        if (JointPlan.First(block) is null && block.Sublayers[0].NormIn is not null)
            yield return $"outside: the norm before {block.Sublayers[0].Name} (a kernel of its own: what stands before it is another block's)";
        for (var i = 0; i < joints.Count; i++)
        {
            if (joints[i] is null) yield return $"outside: the addition behind {block.Sublayers[i].Name} (one operation of libtorch already)";
        }

        foreach (var sublayer in block.Sublayers.Where(s => s.Kept is not null))
            yield return $"outside: what {sublayer.Name} {(sublayer.Ends is null ? "opens and closes with" : "closes with")} ({sublayer.Kept})";
    }

    private static string Text(Joint joint) => string.Join(", ", JointHeader.Parts(joint));
}
