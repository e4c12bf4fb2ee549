using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes the description of a kernel that the run time allocates by: tensors, results, saved statistics, scratch, passes.</summary>
internal static class KernelShapeWriter
{
    /// <summary>The shape of a differentiable kernel.</summary>
    public static void Rows(SourceWriter writer, FormulaGraph graph, Schedule forward, Schedule backward)
    {
        var saved = forward.Program.Targets.Count(t => t.Kind == TargetKind.Statistic);
        writer.Line("/// <inheritdoc/>");
        using (writer.Block($"public static RowKernelShape Shape {{ get; }} = new({Quote(graph.Name)})", ";"))
        {
            var reached = backward.Program.Targets.Select(t => t.Index).ToList();
            writer.Line($"Inputs = [{string.Join(", ", Tensors(graph).Select((t, i) => $"new({Quote(t.Name)}{(t.Extent == Extent.Feature ? ", PerFeature: true" : "")}{(reached.Contains(i) ? "" : ", Constant: true")})"))}],");
            writer.Line($"Outputs = [{string.Join(", ", graph.Outputs.Select(o => Quote(o.Name)))}],");
            if (graph.IsMatrix) writer.Line("IsMatrix = true,");
            if (saved > 0) writer.Line($"Statistics = {saved},");
            var ofFeatures = forward.Program.Targets.Where(t => t.Kind == TargetKind.FeatureStatistic).ToList();
            if (ofFeatures.Count > 0) writer.Line($"FeatureStatistics = [{string.Join(", ", ofFeatures.Select(t => SumOf(forward, t.Value)))}],");
            if (forward.ScratchRows > 0) writer.Line($"ForwardScratch = {forward.ScratchRows},");
            if (backward.ScratchRows > 0) writer.Line($"BackwardScratch = {backward.ScratchRows},");
            if (Passes(forward) is { } first) writer.Line($"ForwardPasses = {first},");
            if (Passes(backward) is { } second) writer.Line($"BackwardPasses = {second},");
            var gradients = backward.Program.Targets.Where(t => t.Kind == TargetKind.FeatureGradient).ToList();
            if (gradients.Count > 0) writer.Line($"FeatureGradients = [{string.Join(", ", gradients.Select(g => $"new(Input: {g.Index}, Sum: {SumOf(backward, g.Value)}{((g.Value.Extent & Extent.Feature) == 0 ? ", IsNumber: true" : "")})"))}],");
        }
    }

    /// <summary>The shape of an update.</summary>
    public static void Update(SourceWriter writer, FormulaGraph graph, Schedule update)
    {
        writer.Line("/// <inheritdoc/>");
        using (writer.Block($"public static UpdateKernelShape Shape {{ get; }} = new({Quote(graph.Name)})", ";"))
        {
            writer.Line($"Inputs = [{string.Join(", ", Tensors(graph).Select(i => $"new({Quote(i.Name)}{(i.Extent == Extent.Feature ? ", PerFeature: true" : "")}{(i.IsUpdated ? ", Updated: true" : "")})"))}],");
            if (update.IsPointwise) writer.Line("Pointwise = true,");
            if (update.ScratchRows > 0) writer.Line($"Scratch = {update.ScratchRows},");
            if (Passes(update) is { } passes) writer.Line($"Passes = {passes},");
        }
    }

    private static IEnumerable<FormulaInput> Tensors(FormulaGraph graph) => graph.Inputs.Where(i => i.IsTensor);

    private static string Quote(string text) => "\"" + text + "\"";

    /// <summary>The passes, or null where there is one over the rows without sums.</summary>
    private static string? Passes(Schedule schedule)
        => schedule.Passes.Count == 1 && schedule.Passes[0].Sums.Count == 0 ? null
            : $"[{string.Join(", ", schedule.Passes.Select(p => p.IsOverFeatures ? $"new(Kind: PassKind.Features, Sums: {p.Sums.Count})" : $"new(Sums: {p.Sums.Count})"))}]";

    private static int SumOf(Schedule schedule, Node value)
    {
        var pass = schedule.Passes.First(p => p.Sums.Contains(value));
        return pass.FirstSum + pass.Sums.IndexOf(value);
    }
}
