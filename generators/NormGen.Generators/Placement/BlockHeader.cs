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
            PlacementKind.OutputNorm => ("output norm", "OLMo 2, 2025, arXiv 2501.00656"),
            PlacementKind.MixLN => ("Mix-LN", "Li, Yin and Liu 2024, arXiv 2412.13795"),
            PlacementKind.Bare => ("residual branches", ScaleText.Source(block.Scale!.Rule)),
            _ => ("Peri-LN", "Kim et al. 2025, arXiv 2502.02732"),
        };
        writer.Line($"// {block.Name}: {name} with {block.Norm.Name}; {source}");
        foreach (var form in block.Forms)
        {
            if (block.Schedule is { } schedule) writer.Line("//   " + (form.Kind == PlacementKind.PostLN ? $"Post-LN in the first {Count(schedule)} blocks:" : "Pre-LN in the rest:"));
            foreach (var sublayer in form.Sublayers) writer.Line((block.Schedule is null ? "//   " : "//     ") + Formula(form, sublayer));
        }

        if (block.Scale is { } scale) writer.Line("//   " + ScaleText.Meaning(scale, block.Sublayers.Count));
        var reports = block.Forms.Select(form => (form.Kind, Lines: FusionReport.Lines(form).ToList())).ToList();
        foreach (var (kind, line) in reports.SelectMany(report => report.Lines.Select(line => (report.Kind, line))).GroupBy(report => report.line).Select(same => same.First()))
            writer.Line("//   " + (reports.All(report => report.Lines.Contains(line)) ? line : $"{(kind == PlacementKind.PostLN ? "Post-LN" : "Pre-LN")}: {line}"));
    }

    /// <summary>How many blocks a schedule makes Post-LN.</summary>
    public static string Count(MixSchedule schedule) => schedule.PostLayers is { } layers ? layers.ToString(CultureInfo.InvariantCulture) : $"floor({schedule.Alpha.ToString("R", CultureInfo.InvariantCulture)} · depth)";

    /// <summary>One step of the residual stream.</summary>
    public static string Formula(BlockModel block, SublayerModel sublayer)
    {
        var norm = block.Norm.Name;
        var branch = $"{sublayer.Name}({(sublayer.NormIn is null ? "x" : $"{norm}(x)")})";
        if (block.Kind is PlacementKind.PeriLN or PlacementKind.OutputNorm) branch = $"{norm}({branch})";
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
