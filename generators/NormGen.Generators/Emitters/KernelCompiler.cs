using NormGen.CodeModel.Formulas;
using NormGen.Generators.Emitters.Simd;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters;

/// <summary>
/// From an expression graph to the text of its kernels. The stages, each its own file: simplify, differentiate, simplify again, choose what is saved, schedule passes and sweeps, emit.
/// </summary>
public static class KernelCompiler
{
    /// <summary>Where kernels stand: apart from the user's types, whose names must not get between them and the ones they use.</summary>
    public const string Namespace = "NormGen.Generated";

    /// <summary>The namespaces that the written text uses, as <c>using</c> lines.</summary>
    public const string Usings = """
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.Intrinsics;
        using NormGen.Kernels;
        using Tensor = TorchSharp.torch.Tensor;
        """;

    /// <summary>The run time keeps a bit for each tensor of a call.</summary>
    private const int MostTensors = 64;

    /// <summary>Whether a graph has a kernel: every result and every updated tensor is computed at its own extent, and there are at most 64 tensors. What has none is computed by its formula.</summary>
    /// <param name="graph">The formula.</param>
    public static bool CanCompile(FormulaGraph graph)
    {
        if (graph.Outputs.Length is 0 or > MostTensors || graph.Inputs.Count(i => i.IsTensor) > MostTensors || graph.Inputs.FirstOrDefault(i => i.IsTensor)?.Extent.IsLarge() != true) return false;
        if (!graph.Updates.All(o => o.Value.Extent == graph.Inputs.First(i => i.Name == o.Name).Extent)) return false;
        if (graph.IsUpdate) return true;
        if (!graph.Outputs.All(o => o.Extent == o.Value.Extent && (o.Extent == graph.Element || !o.Extent.IsLarge() || (graph.HasSegments && o.Extent == Extent.Element)))) return false;
        return (!graph.HasSegments && graph.Backward.IsEmpty && graph.Outputs.All(o => o.Extent == graph.Element)) || (KernelPrograms.Compile(graph) is var programs && CanEmit(programs.Forward) && CanEmit(programs.Backward!));
    }

    /// <summary>What loops over parts of a row cannot do: keep a number a position for each group while loops over groups follow one another; totals that are computed smaller than they are returned.</summary>
    private static bool CanEmit(KernelProgram program)
    {
        if (!program.Targets.All(t => !t.IsTotal || t.Kind == TargetKind.Gradient || t.Value.Extent == t.Extent)) return false;
        var nodes = Arithmetic.Reachable(program.Targets.Select(t => t.Value));
        var ofGroups = nodes.Where(n => Folds.Axis(n.Operation) == Extent.Channel && SweepPlanner.IsLane(n) && (n.Extent & Extent.Group) != 0).ToList();
        return ofGroups.Count == 0 || nodes.All(n => Folds.Axis(n.Operation) != Extent.Group) || nodes.All(n => Folds.Axis(n.Operation) == Extent.Group || !n.Operands.Any(ofGroups.Contains));
    }

    /// <summary>Writes the kernel type: forward and backward, or the update, with head comments (sweeps, what is saved).</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="graph">The formula.</param>
    /// <param name="options">Name, formula call and comment.</param>
    public static void Write(SourceWriter writer, FormulaGraph graph, KernelOptions options)
        => new SimdEmitter(graph, KernelPrograms.Compile(graph), options).Write(writer);

    /// <summary>Writes the method's body, behind its signature: the kernel where it takes the tensors, else the formula. For an update, see <see cref="UpdateStatement"/>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="graph">The formula.</param>
    /// <param name="options">Name and formula.</param>
    public static void WriteCall(SourceWriter writer, FormulaGraph graph, KernelOptions options)
    {
        var arguments = Arguments(graph);
        using (writer.Indent())
        {
            writer.Line($"=> {AcceptsExpression(graph, options)}");
            writer.Line($"    ? {ApplyExpression(graph, options)}");
            writer.Line($"    : {options.Formula}({arguments});");
        }
    }

    /// <summary>The call of the kernel.</summary>
    /// <param name="graph">The formula.</param>
    /// <param name="options">Name and formula.</param>
    public static string ApplyExpression(FormulaGraph graph, KernelOptions options) => $"{options.Reference}.Apply({Arguments(graph)}, {FormulaDelegate(graph, options)}{(options.Gradients is { } gradients ? ", " + gradients : "")})";

    /// <summary>The statement that runs an update's kernel; it must stand behind <c>if (X.Accepts(p))</c>, with the formula's way behind <c>else</c>.</summary>
    /// <param name="graph">The formula.</param>
    /// <param name="options">The name.</param>
    public static string UpdateStatement(FormulaGraph graph, KernelOptions options)
        => $"{options.Reference}.Run({Arguments(graph)});";

    /// <summary>The condition under which the kernel runs.</summary>
    /// <param name="graph">The formula.</param>
    /// <param name="options">The name.</param>
    public static string AcceptsExpression(FormulaGraph graph, KernelOptions options)
        => $"{options.Reference}.Accepts({ValueNames.Escape(graph.Inputs.First(i => i.IsTensor).Name)})";

    private static string Arguments(FormulaGraph graph) => string.Join(", ", graph.Inputs.Select(i => ValueNames.Escape(i.Name)));

    /// <summary>The formula as a function of all tensors and numbers: the backward kernel hands over to it where second derivatives are asked for.</summary>
    private static string FormulaDelegate(FormulaGraph graph, KernelOptions options)
    {
        var call = $"{options.Formula}({string.Join(", ", graph.Inputs.Select((input, i) => $"{(input.IsTensor ? "tensors" : input.IsInteger ? "(long)numbers" : "numbers")}[{Place(i)}]"))})";
        if (graph.Outputs.Length == 1) return $"static (tensors, numbers) => [{call}]";
        return $"static (tensors, numbers) => {{ var results = {call}; return [{string.Join(", ", options.ResultItems.Length > 0 ? options.ResultItems.Select(i => "results." + i) : graph.Outputs.Select((_, i) => $"results.Item{i + 1}"))}]; }}";

        int Place(int i) => graph.Inputs.Take(i).Count(other => other.IsTensor == graph.Inputs[i].IsTensor);
    }
}
