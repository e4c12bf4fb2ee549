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
            PlacementKind.Bare => ("residual branches", ScaleText.Source(block.Scale!.Rule)),
            _ => ("Peri-LN", "Kim et al. 2025, arXiv 2502.02732"),
        };
        writer.Line($"// {block.Name}: {name} with {block.Norm.Name}; {source}");
        foreach (var sublayer in block.Sublayers) writer.Line("//   " + Formula(block, sublayer));
        if (block.Scale is { } scale) writer.Line("//   " + ScaleText.Meaning(scale, block.Sublayers.Count));
        foreach (var line in FusionReport.Lines(block)) writer.Line("//   " + line);
    }

    /// <summary>One step of the residual stream.</summary>
    public static string Formula(BlockModel block, SublayerModel sublayer)
    {
        var norm = block.Norm.Name;
        var branch = $"{sublayer.Name}({(block.Kind is PlacementKind.PostLN or PlacementKind.Bare ? "x" : $"{norm}(x)")})";
        if (block.Kind == PlacementKind.PeriLN) branch = $"{norm}({branch})";
        if (sublayer.Scale is { } scale) branch = $"{scale} · {branch}";
        if (sublayer.Dropout is { } dropout) branch = $"{dropout}({branch})";
        if (sublayer.Factor is { } factor) branch = $"{factor.ComponentName} · {branch}";
        if (sublayer.Offset is { } offset) branch = $"{branch} + {offset.ComponentName}";
        var sum = block.Scale switch
        {
            { ScalesStream: true } => $"s · x + {branch}",
            { HasFactor: true } => $"x + s · {branch}",
            _ => $"x + {branch}",
        };
        return "x = " + (block.Kind == PlacementKind.PostLN ? $"{norm}({sum})" : sum);
    }
}
