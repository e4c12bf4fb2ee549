using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes the description of a kernel that the run time allocates by: tensors, results, saved statistics, scratch, passes.</summary>
internal static class KernelShapeWriter
{
    /// <summary>The shape of a differentiable kernel.</summary>
    public static void Rows(SourceWriter writer, FormulaGraph graph, Schedule forward, List<PassWriter> forwardPasses, Schedule backward, List<PassWriter> backwardPasses, ImmutableArray<int> results, (int Tensor, int Result)? inplace, IReadOnlyList<Target> readers)
    {
        writer.Line("/// <inheritdoc/>");
        using (writer.Block($"public static RowKernelShape Shape {{ get; }} = new({Quote(graph.Name)})", ";"))
        {
            var reached = backward.Program.Targets.Where(t => t.Kind == TargetKind.Gradient).Select(t => t.Index).ToList();
            writer.Line($"Inputs = [{string.Join(", ", Tensors(graph).Select((t, i) => $"new({Quote(t.Name)}{Axes(t.Extent)}{(t.IsUpdated ? ", Updated: true" : "")}{(reached.Contains(i) ? "" : ", Constant: true")})"))}],");
            writer.Line($"Outputs = [{string.Join(", ", graph.Results.Select(o => $"new({Quote(o.Name)}{Axes(o.Extent)})"))}],");
            if (graph.IsMatrix || graph.Rank > 0) writer.Line($"Rank = {(graph.IsMatrix ? 2 : graph.Rank)},");
            if (graph.Groups is { } groups) writer.Line(groups.Operation == Operation.Input ? $"GroupsArgument = {graph.Inputs.Take(groups.Index).Count(i => !i.IsTensor)}," : $"Groups = {(long)groups.Value},");
            var saved = forward.Program.Targets.Where(t => t.Kind == TargetKind.Statistic && !t.IsTotal).ToList();
            if (saved.Count > 0) writer.Line($"Statistics = {saved.Count},");
            if (Parts(saved) is not Extent.Scalar and var parts) writer.Line($"StatisticParts = {Text(parts)},");
            var totals = forward.Program.Targets.Where(t => t.Kind == TargetKind.Statistic && t.IsTotal).ToList();
            if (totals.Count > 0) writer.Line($"TotalStatistics = [{string.Join(", ", totals.Select(t => SumOf(forward, t.Value)))}],");
            var outputs = forward.Program.Targets.Where(t => t.Kind == TargetKind.Output && t.IsTotal).ToList();
            if (outputs.Count > 0) writer.Line($"TotalOutputs = [{string.Join(", ", outputs.Select(t => $"new({t.Index}, {SumOf(forward, t.Value)})"))}],");
            if (results.Length > 0) writer.Line($"SavedResults = [{string.Join(", ", results)}],");
            TotalUpdates(writer, forward);
            Memory(writer, "Forward", forward, forwardPasses);
            TotalUpdates(writer, backward, "Backward");
            Memory(writer, "Backward", backward, backwardPasses);
            var gradients = backward.Program.Targets.Where(t => t.Kind == TargetKind.Gradient && t.IsTotal).ToList();
            if (inplace is { } taken) writer.Line($"Inplace = {Inplace(taken, readers)},");
            var reused = GradientMemory.Of(backward);
            if (reused.Count > 0) writer.Line($"ReusedGradients = [{string.Join(", ", reused.Select(r => $"new({r.Incoming.Index}, {Mask(r.Gradients)})"))}],");
            if (gradients.Count > 0) writer.Line($"TotalGradients = [{string.Join(", ", gradients.Select(g => $"new({g.Index}, {SumOf(backward, g.Value)}{(g.Value.Extent != g.Extent ? ", " + Text(g.Value.Extent) : "")})"))}],");
        }
    }

    /// <summary>The <c>InplaceResult</c> of a kernel.</summary>
    /// <param name="inplace">Tensor and result.</param>
    /// <param name="readers">What backward delivers that reads the tensor.</param>
    public static string Inplace((int Tensor, int Result) inplace, IReadOnlyList<Target> readers)
    {
        var gradients = Mask(readers.Where(r => r.Kind == TargetKind.Gradient));
        return $"new(Tensor: {inplace.Tensor}{(inplace.Result == 0 ? "" : $", Result: {inplace.Result}")}{(gradients == 0 ? "" : $", Readers: {gradients}")}{(readers.Any(r => r.Kind == TargetKind.Update) ? ", IsReadAlways: true" : "")})";
    }

    /// <summary>The shape of an update.</summary>
    public static void Update(SourceWriter writer, FormulaGraph graph, Schedule update, List<PassWriter> passes)
    {
        writer.Line("/// <inheritdoc/>");
        using (writer.Block($"public static UpdateKernelShape Shape {{ get; }} = new({Quote(graph.Name)})", ";"))
        {
            writer.Line($"Inputs = [{string.Join(", ", Tensors(graph).Select(i => $"new({Quote(i.Name)}{Axes(i.Extent)}{(i.IsUpdated ? ", Updated: true" : "")})"))}],");
            if (update.IsPointwise) writer.Line("Pointwise = true,");
            TotalUpdates(writer, update);
            Memory(writer, "", update, passes);
        }
    }

    private static void TotalUpdates(SourceWriter writer, Schedule schedule, string direction = "")
    {
        var updates = schedule.Program.Targets.Where(t => t.Kind == TargetKind.Update && t.IsTotal).ToList();
        if (updates.Count > 0) writer.Line($"{direction}TotalUpdates = [{string.Join(", ", updates.Select(t => $"new({t.Index}, {SumOf(schedule, t.Value)})"))}],");
    }

    private static void Memory(SourceWriter writer, string direction, Schedule schedule, List<PassWriter> passes)
    {
        if (schedule.ScratchRows > 0) writer.Line($"{direction}Scratch = {schedule.ScratchRows},");
        if (schedule.ChannelScratchRows > 0) writer.Line($"{direction}ChannelScratch = {schedule.ChannelScratchRows},");
        if (passes.Max(p => p.KeptNumbers) is > 0 and var kept) writer.Line($"{direction}Kept = {kept},");
        if (schedule.CarriedNumbers > 0) writer.Line($"{direction}Carried = {schedule.CarriedNumbers},");
        if (schedule.Passes.Count == 1 && schedule.Passes[0] is { Sums.Count: 0, Unit: Extent.Row }) return;
        writer.Line($"{direction}Passes = [{string.Join(", ", schedule.Passes.Select((p, i) => Pass(p, passes[i].ForParameters)))}],");
    }

    private static string Pass(Pass pass, ulong forParameters)
    {
        var arguments = new List<string>();
        if (pass.IsOverFeatures) arguments.Add("PassKind.Features");
        else if (pass.Unit != Extent.Row) arguments.Add($"Unit: {Text(pass.Unit)}");
        if (Mask(pass, FoldKind.Max) is > 0 and var largest) arguments.Add($"Largest: {largest}");
        if (Mask(pass, FoldKind.Min) is > 0 and var smallest) arguments.Add($"Smallest: {smallest}");
        if (pass.Deviations is > 0 and var deviations) arguments.Add($"Deviations: {deviations}");
        if (forParameters > 0) arguments.Add($"ForParameters: {forParameters}");
        var sums = pass.Sums.Count == 0 ? "" : $" {{ Sums = [{string.Join(", ", pass.Sums.Select(s => Text(s.Extent)))}] }}";
        return $"new({string.Join(", ", arguments)}){sums}";
    }

    /// <summary>A bit for each tensor that a gradient is that of.</summary>
    private static ulong Mask(IEnumerable<Target> gradients) => gradients.Aggregate(0UL, (all, g) => all | 1UL << g.Index);

    private static ulong Mask(Pass pass, FoldKind kind)
        => pass.IsOverFeatures ? 0 : pass.Sums.Select((s, i) => Folds.Kind(s.Operation) == kind ? 1UL << i : 0).Aggregate(0UL, (all, bit) => all | bit);

    private static Extent Parts(List<Target> numbers) => numbers.Aggregate(Extent.Scalar, (axes, t) => axes | t.Extent) & ~Extent.Row;

    private static string Axes(Extent extent) => extent == Extent.Element ? "" : ", " + Text(extent);

    private static string Text(Extent extent)
    {
        if (extent == Extent.Scalar) return "KernelAxes.None";
        (Extent Axis, string Name)[] names = [(Extent.Row, "Rows"), (Extent.Group, "Groups"), (Extent.Channel, "Channels"), (Extent.Feature, "Features")];
        return string.Join(" | ", names.Where(n => (extent & n.Axis) != 0).Select(n => "KernelAxes." + n.Name));
    }

    private static IEnumerable<FormulaInput> Tensors(FormulaGraph graph) => graph.Inputs.Where(i => i.IsTensor);

    private static string Quote(string text) => "\"" + text + "\"";

    private static int SumOf(Schedule schedule, Node value)
    {
        var pass = schedule.Passes.First(p => p.Sums.Contains(value));
        return pass.FirstSum + pass.Sums.IndexOf(value);
    }
}
