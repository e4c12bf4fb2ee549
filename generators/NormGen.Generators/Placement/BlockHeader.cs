using System.Globalization;
using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes the comment at the top of a block's file: what the block computes, in formulas.</summary>
internal static class BlockHeader
{
    /// <summary>The comment.</summary>
    public static void Write(SourceWriter writer, BlockModel block)
    {
        var (name, source) = block.Kind switch
        {
            PlacementKind.PreLN => ("Pre-LN", "Xiong et al. 2020, arXiv 2002.04745"),
            PlacementKind.PostLN => ("Post-LN", "Vaswani et al. 2017, arXiv 1706.03762"),
            _ => ("Peri-LN", "Kim et al. 2025, arXiv 2502.02732"),
        };
        writer.Line($"// {block.Name}: {name} with {block.Norm.Name}; {source}");
        foreach (var sublayer in block.Sublayers) writer.Line("//   " + Formula(block, sublayer));
        if (block.Scale is { } scale) writer.Line("//   s = " + Scale(scale, block.Sublayers.Count));
        foreach (var line in FusionReport.Lines(block)) writer.Line("//   " + line);
    }

    /// <summary>One step of the residual stream.</summary>
    public static string Formula(BlockModel block, SublayerModel sublayer)
    {
        var norm = block.Norm.Name;
        var branch = $"{sublayer.Name}({(block.Kind == PlacementKind.PostLN ? "x" : $"{norm}(x)")})";
        if (block.Kind == PlacementKind.PeriLN) branch = $"{norm}({branch})";
        if (sublayer.Scale is { } scale) branch = $"{scale} · {branch}";
        if (sublayer.Dropout is { } dropout) branch = $"{dropout}({branch})";
        var sum = $"x + {(block.Scale is null ? "" : "s · ")}{branch}";
        return "x = " + (block.Kind == PlacementKind.PostLN ? $"{norm}({sum})" : sum);
    }

    private static string Scale(BranchScale scale, int sublayers) => scale.Rule switch
    {
        BranchScaleRule.Constant => scale.Constant.ToString("R", CultureInfo.InvariantCulture),
        BranchScaleRule.InverseBranches => $"1 / n with n = {sublayers} · depth residual branches",
        _ => $"1 / sqrt(n) with n = {sublayers} · depth residual branches",
    };
}
