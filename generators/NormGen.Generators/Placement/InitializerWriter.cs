using System.Globalization;
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
        var needsDepth = block.Scale is { NeedsDepth: true };
        writer.Line("/// <summary>Makes the norms. To be called in every constructor, before <c>RegisterComponents()</c>.</summary>");
        writer.Line("/// <param name=\"features\">The size of the last dimension of the residual stream.</param>");
        if (needsDepth) writer.Line("/// <param name=\"depth\">The number of blocks that the stream passes.</param>");
        writer.Line($"[global::System.Diagnostics.CodeAnalysis.MemberNotNull({string.Join(", ", block.Norms.Select(n => $"nameof({n.Field})"))})]");
        using (writer.Block($"private void InitializeNorms(long features{(needsDepth ? ", int depth" : "")})"))
        {
            writer.Line($"{Positive}(features);");
            if (needsDepth) writer.Line($"{Positive}(depth);");
            var eps = block.Norm.Eps is { } number ? ", eps: " + Number(number) : "";
            foreach (var norm in block.Norms) writer.Line($"this.{norm.Field} = new {block.Norm.Type}(features{eps});");
            writer.Line("this.streamFeatures = features;");
            if (block.Scale is { } scale) writer.Line($"this.residualScale = {Factor(scale, block.Sublayers.Count)};");
        }
    }

    private static string Factor(BranchScale scale, int sublayers) => scale.Rule switch
    {
        BranchScaleRule.Constant => Number(scale.Constant),
        BranchScaleRule.InverseBranches => $"1 / ({sublayers}.0 * depth)",
        _ => $"1 / global::System.Math.Sqrt({sublayers}.0 * depth)",
    };

    private static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.IndexOfAny(['.', 'E', 'e']) >= 0 ? text : text + ".0";
    }
}
