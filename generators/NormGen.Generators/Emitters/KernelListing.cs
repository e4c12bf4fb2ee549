using NormGen.CodeModel.Formulas;
using NormGen.Generators.Emitters.Simd;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters;

/// <summary>Prints what each stage of the compiler made of a formula, for people who debug it, for its tests and for <c>docs/kernels.md</c>. The text depends on the formula alone.</summary>
public static class KernelListing
{
    /// <summary>The stages, one section each.</summary>
    /// <param name="graph">The formula as it was read.</param>
    public static string Of(FormulaGraph graph)
    {
        var writer = new SourceWriter();
        var programs = KernelPrograms.Compile(graph);
        Section(writer, "graph: operands by number, and what a value varies over", Nodes(graph));
        Section(writer, "formula, simplified", Results(programs.Formula, programs.Formula.Inputs.Select(i => i.Name)));
        if (programs is { Differentiated: { } raw, Derivative: { } derivative })
        {
            Section(writer, "derivative, by reverse mode", Results(raw, raw.Inputs.Select(i => i.Name)));
            Section(writer, "derivative, simplified, with what is saved", Results(derivative, programs.Backward!.Inputs.Select(i => i.Name)));
            Section(writer, "saved by forward", programs.Forward.Targets.Where(t => t.Kind == TargetKind.Statistic).Select(t => $"{t.Name} {ShapeText.OfNumbers(programs.Forward, t.Extent)}"));
        }

        Section(writer, programs.Backward is null ? "update" : "forward", Passes(programs.Forward));
        if (programs.Backward is { } backward) Section(writer, "backward", Passes(backward));
        return writer.ToString().TrimEnd('\n') + "\n";
    }

    private static void Section(SourceWriter writer, string title, IEnumerable<string> lines)
    {
        writer.Line(title);
        using (writer.Indent())
            foreach (var line in lines) writer.Line(line);
        writer.Line();
    }

    private static IEnumerable<string> Nodes(FormulaGraph graph)
    {
        var numbers = new Dictionary<Node, int>();
        foreach (var node in Arithmetic.Reachable(graph.Outputs.Select(o => o.Value)))
        {
            numbers.Add(node, numbers.Count);
            var what = node.Operation switch
            {
                Operation.Input => graph.Inputs[node.Index].Name,
                Operation.Constant => node.ToString(),
                _ => string.Join(" ", node.Operands.Select(o => "%" + numbers[o]).Prepend(node.Operation.ToString())),
            };
            yield return $"%{numbers[node],-3} {node.Extent,-8} {what}";
        }

        foreach (var output in graph.Outputs) yield return $"{ResultNames.Of(graph, output.Name)} = %{numbers[output.Value]}";
    }

    private static IEnumerable<string> Results(FormulaGraph graph, IEnumerable<string> inputs)
    {
        var names = inputs.ToList();
        var math = new MathText(n => n.Operation == Operation.Input ? names[n.Index] : null);
        return graph.Outputs.Select(o => $"{ResultNames.Of(graph, o.Name)} = {math.Of(o.Value)}");
    }

    private static IEnumerable<string> Passes(KernelProgram program)
    {
        var schedule = Scheduler.Run(program);
        var names = ValueNames.Of(program);
        for (var i = 0; i < schedule.Passes.Count; i++)
        {
            yield return $"pass {i + 1}, {(schedule.Passes[i].IsOverFeatures ? "once over the " + program.Columns : schedule.IsPointwise ? "over all elements" : "over all rows")}";
            foreach (var step in new PassWriter(schedule, i, names).Steps()) yield return "  " + step;
        }
    }
}
