using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>The comment over a kernel: formula, sweeps, what is saved, how it sums, what it falls back for.</summary>
internal static class HeaderText
{
    /// <summary>The lines, without comment signs.</summary>
    public static IEnumerable<string> Lines(FormulaGraph graph, KernelOptions options, Schedule forward, Schedule? backward, IReadOnlyList<Target> readers, bool knowsTraining)
    {
        var tensors = graph.Inputs.Where(i => i.IsTensor).Select(i => $"{i.Name} {ShapeText.Of(graph, i.Extent)}");
        yield return $"{graph.Name}: {string.Join(", ", tensors)}";
        foreach (var line in options.Header) yield return "  " + line;
        yield return Direction(forward, backward is null ? "update  " : "forward ");
        if (backward is not null) yield return Direction(backward, "backward");
        if (options.Inplace is { } reused)
        {
            var name = graph.Inputs.Where(i => i.IsTensor).ElementAt(reused.Tensor).Name;
            var forbids = readers.FirstOrDefault(r => r.Kind == TargetKind.Update) is { } statistic ? $"; refused where any gradient is wanted: backward updates {statistic.Name} by {name} as it was"
                : readers.Count == 0 ? "" : $"; refused where {string.Join(" or ", readers.Select(r => r.Name))} is wanted, which needs {name} as it was";
            yield return $"  in place  {(graph.Results.Count() == 1 ? "the result" : ResultNames.Of(graph, graph.Results.ElementAt(reused.Result).Name))} takes the memory of {name}{forbids}";
        }

        if (backward is not null && GradientMemory.Of(backward).Select(r => r.Incoming.Name).ToList() is { Count: > 0 } over)
            yield return $"  memory    backward writes over {string.Join(", ", over)} where nobody else holds {(over.Count == 1 ? "it" : "them")}";
        yield return "  S is the type rows are stored in, T the one they are computed in: float for float32, bfloat16 and float16, double for float64" + (backward is null ? "" : "; W says whether results go through the cache or past it" + (knowsTraining ? ", P whether gradients of parameters are wanted" : "")) + "; numbers of a row and of the call are double";
        yield return backward is null
            ? "  falls back to the formula on devices without a kernel and for other element types"
            : "  falls back to the formula for second derivatives, devices without a kernel and other element types";
    }

    private static string Direction(Schedule schedule, string name)
    {
        var program = schedule.Program;
        var reads = Arithmetic.Reachable(program.Targets.Select(t => t.Value)).Where(n => n.Operation == Operation.Input && n.Extent != Extent.Scalar).Select(n => program.Inputs[n.Index].Name);
        var writes = program.Targets.Where(t => t.IsStore || t.Kind is TargetKind.Output or TargetKind.Update).Select(t => t.Name).ToList();
        var saves = program.Targets.Where(t => t.Kind == TargetKind.Statistic).Select(t => t.Name + " " + ShapeText.OfNumbers(program, t.Extent)).ToList();
        var sums = program.Targets.Where(t => t.Kind == TargetKind.Gradient && t.IsTotal).Select(t => t.Name).ToList();
        var sweeps = string.Join(", then ", schedule.Passes.Select(p => p.IsOverFeatures ? "once over the " + program.Columns : p.Sweeps.Count == 0 ? "numbers alone" : Count(p.Sweeps.Count, "sweep") + (p.Unit == Extent.Row ? " a row" : p.Loops.Count > 0 || (p.Unit & Extent.Channel) == 0 ? " a group" : " a channel")));
        if (schedule.IsPointwise) sweeps = "1 sweep";
        return $"  {name}  {sweeps}: reads {string.Join(", ", reads)}; writes {string.Join(", ", writes)}"
            + (saves.Count == 0 ? "" : $"; saves {string.Join(", ", saves)}")
            + (sums.Count == 0 ? "" : $"; sums {string.Join(", ", sums)} over the rows of a chunk, then over chunks in order");
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
