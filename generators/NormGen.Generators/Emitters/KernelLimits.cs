using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters;

/// <summary>What formulas have no kernel. They were read without a complaint, and TorchSharp operations compute them.</summary>
public static class KernelLimits
{
    /// <summary>The run time keeps a bit for each tensor of a call.</summary>
    private const int MostTensors = 64;

    /// <summary>It keeps a bit for each fold over rows as well, where some take the largest or smallest, or squared deviations.</summary>
    private const int MostFolds = 64;

    /// <summary>Formulas with fewer folds over rows and tensors than this are not scheduled to count the folds of their gradients: these are a few for each.</summary>
    private const int ManyFolds = 12;

    /// <summary>Why a formula has no kernel, with what would give it one, in words that end a sentence; null where it has one.</summary>
    /// <param name="graph">The formula.</param>
    public static string? WhyComposed(FormulaGraph graph)
    {
        var tensors = graph.Inputs.Where(i => i.IsTensor).ToList();
        if (tensors.Count > MostTensors) return $"it takes {tensors.Count} tensors, and a kernel takes {MostTensors}: cut the formula in two";
        if (graph.Outputs.Length > MostTensors) return $"it has {graph.Outputs.Length} results, and a kernel has {MostTensors}: cut the formula in two";
        if (tensors.FirstOrDefault()?.Extent.IsLarge() != true || graph.Outputs.Length == 0) return "a kernel runs over the elements of its first tensor, and writes a result";
        if (graph.Updates.FirstOrDefault(o => o.Value.Extent != graph.Inputs.First(i => i.Name == o.Name).Extent) is { } constant)
            return $"the new value of '{constant.Name}' {Constant(graph, constant.Value.Extent)}: fill it with fill_ or copy_";
        if (OfFolds(graph, tensors.Count) is { } folds) return folds;
        if (graph.IsUpdate) return null;
        if (graph.Results.FirstOrDefault(o => !IsWritten(graph, o)) is { } result)
            return $"the result{(graph.Results.Count() == 1 ? "" : $" '{ResultNames.Of(graph, result.Name)}'")} {Constant(graph, result.Value.Extent)}: return it as reductions without keepdim leave it, and expand it where it is used";
        if (!graph.HasSegments && graph.Backward.IsEmpty && graph.Outputs.All(o => o.Extent == graph.Element)) return null;
        var programs = KernelPrograms.Compile(graph);
        return OfLoops(programs.Forward, "") ?? OfLoops(programs.Backward!, "the gradient: ");
    }

    /// <summary>A result is written element by element, or is the numbers of a row or a total.</summary>
    private static bool IsWritten(FormulaGraph graph, FormulaOutput output)
        => output.Extent == output.Value.Extent && (output.Extent == graph.Element || !output.Extent.IsLarge() || (graph.HasSegments && output.Extent == Extent.Element));

    private static string Constant(FormulaGraph graph, Extent extent) => extent == Extent.Scalar ? "is one number for the whole call" : $"has no more than the numbers of {ShapeText.Of(graph, extent)}";

    /// <summary>What a pass over all rows cannot do.</summary>
    private static string? OfFolds(FormulaGraph graph, int tensors)
    {
        if (Arithmetic.Reachable(graph.Outputs.Concat(graph.Backward).Select(o => o.Value)).Count(Phases.IsOverRows) + tensors < ManyFolds) return null;
        var programs = KernelPrograms.Compile(graph);
        foreach (var program in programs.Backward is { } backward ? new[] { programs.Forward, backward } : [programs.Forward])
        {
            var folds = Scheduler.Run(program).Passes.Where(p => !p.IsOverFeatures).SelectMany(p => p.Sums).ToList();
            if (folds.Count > MostFolds && folds.Exists(f => f.Operation != Operation.SumOverRows))
                return $"{(program == programs.Forward ? "" : "the gradient: ")}it folds {folds.Count} values over all rows, not only sums, and a kernel folds {MostFolds}: cut the formula in two";
        }

        return null;
    }

    /// <summary>What loops over parts of a row cannot do: keep a number a position for each group while loops over groups follow one another; totals that are computed smaller than they are returned.</summary>
    private static string? OfLoops(KernelProgram program, string of)
    {
        if (program.Targets.FirstOrDefault(t => t.IsTotal && t.Kind != TargetKind.Gradient && t.Value.Extent != t.Extent) is { } total)
            return $"{of}'{total.Name}' is computed as {ShapeText.OfNumbers(program, total.Value.Extent)} and returned as {ShapeText.OfNumbers(program, total.Extent)}: return the smaller";
        var nodes = Arithmetic.Reachable(program.Targets.Select(t => t.Value));
        var ofGroups = nodes.Where(n => Folds.Axis(n.Operation) == Extent.Channel && SweepPlanner.IsLane(n) && (n.Extent & Extent.Group) != 0).ToList();
        if (ofGroups.Count == 0 || nodes.All(n => Folds.Axis(n.Operation) != Extent.Group) || nodes.All(n => Folds.Axis(n.Operation) == Extent.Group || !n.Operands.Any(ofGroups.Contains))) return null;
        return of + "it folds the channels of each group at every position, and all groups as well: a kernel would have to keep a number for each group and position; fold one of the two in a formula of its own";
    }
}
