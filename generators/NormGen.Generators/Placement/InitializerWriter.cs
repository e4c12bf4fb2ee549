using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes <c>InitializeNorms</c>.</summary>
internal static class InitializerWriter
{
    private const string Positive = "global::System.ArgumentOutOfRangeException.ThrowIfNegativeOrZero";

    /// <summary>The method.</summary>
    public static void Write(SourceWriter writer, BlockModel block)
    {
        var needsDepth = block.Scale is { NeedsDepth: true } || block.Schedule is not null;
        writer.Line("/// <summary>Makes the norms. To be called in every constructor, before <c>RegisterComponents()</c>.</summary>");
        writer.Line("/// <param name=\"features\">The size of the last dimension of the residual stream.</param>");
        if (block.Schedule is not null) writer.Line("/// <param name=\"layer\">The block's place among those that the stream passes, from 0.</param>");
        if (needsDepth) writer.Line("/// <param name=\"depth\">The number of blocks that the stream passes.</param>");
        writer.Line($"[global::System.Diagnostics.CodeAnalysis.MemberNotNull({string.Join(", ", block.Norms.Select(n => $"nameof({n.Field})"))})]");
        using (writer.Block($"private void InitializeNorms(long features{(block.Schedule is null ? "" : ", int layer")}{(needsDepth ? ", int depth" : "")})"))
        {
            writer.Line($"{Positive}(features);");
            if (block.Schedule is not null) writer.Line("global::NormGen.Kernels.BlockSchedule.CheckLayer(layer, depth);");
            else if (needsDepth) writer.Line($"{Positive}(depth);");
            foreach (var norm in block.Norms) writer.Line($"this.{norm.Field} = {NormCreation.Text(block.Norm, "features")};");
            writer.Line("this.streamFeatures = features;");
            if (block.Schedule is { } schedule) writer.Line($"this.IsPostLN = layer < {ScheduleText.PostLayers(schedule, "depth")};");
            if (block.Scale is { } scale) writer.Line($"this.residualScale = {Factor(scale, block.Sublayers.Count)};");
        }
    }

    private static string Factor(BranchScale scale, int sublayers) => scale.Rule switch
    {
        BranchScaleRule.Constant => NormCreation.Number(scale.Constant),
        BranchScaleRule.InverseBranches => $"1 / ({sublayers}.0 * depth)",
        _ => $"1 / global::System.Math.Sqrt({sublayers}.0 * depth)",
    };
}
