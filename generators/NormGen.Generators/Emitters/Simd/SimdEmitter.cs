using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes a kernel as C#: a struct of static methods over <c>NormGen.Kernels</c>, generic in the type that rows are stored in (S), the one they are computed in (T), the way results are written (W), and in backward whether parameters are trained (P).</summary>
internal sealed class SimdEmitter(FormulaGraph graph, KernelPrograms programs, KernelOptions options)
{
    /// <summary>Writes the type.</summary>
    public void Write(SourceWriter writer)
    {
        var forward = Scheduler.Run(programs.Forward);
        var backward = programs.Backward is { } program ? Scheduler.Run(program) : null;
        var forwardPasses = PassWriters(forward);
        var backwardPasses = backward is null ? [] : PassWriters(backward);
        var readers = options.Inplace is { } inplace ? programs.BackwardReadersOf(inplace.Tensor).ToList() : [];
        foreach (var line in HeaderText.Lines(graph, options, forward, backward, readers, backwardPasses.Exists(p => p.KnowsTraining))) writer.Line(line.Length == 0 ? "//" : "// " + line);

        var kind = graph.IsUpdate ? "IUpdateKernel" : "IRowKernel";
        using (writer.Block($"{options.Accessibility} readonly struct {options.ClassName} : {kind}"))
        {
            if (backward is null) KernelShapeWriter.Update(writer, graph, forward, forwardPasses);
            else KernelShapeWriter.Rows(writer, graph, forward, forwardPasses, backward, backwardPasses, programs.SavedResults, options.Inplace, readers);
            EntryWriter.Write(writer, graph, options);
            Method(writer, forward, forwardPasses);
            if (backward is not null) Method(writer, backward, backwardPasses);
        }
    }

    private static List<PassWriter> PassWriters(Schedule schedule)
    {
        var names = ValueNames.Of(schedule.Program);
        return [.. schedule.Passes.Select((_, i) => new PassWriter(schedule, i, names))];
    }

    private static void Method(SourceWriter writer, Schedule schedule, List<PassWriter> passes)
    {
        var name = schedule.Program.Name;
        var (types, constraints) = TypeParameters(name != "Update", name == "Backward");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        if (passes.Count == 1)
        {
            writer.Line(CodeText.Hot);
            using (writer.Block($"public static void {name}{types}(int pass, in Rows<S, T> rows) {constraints}")) passes[0].WriteBody(writer);
        }
        else
        {
            using (writer.Block($"public static void {name}{types}(int pass, in Rows<S, T> rows) {constraints}"))
            {
                for (var i = 0; i < passes.Count; i++)
                    writer.Line($"{(i == 0 ? "" : "else ")}{(i == passes.Count - 1 ? "" : $"if (pass == {i}) ")}{name}Pass{i + 1}{Own(passes[i]).Types}(in rows);");
            }

            for (var i = 0; i < passes.Count; i++)
            {
                writer.Line();
                writer.Line(schedule.Passes[i].IsOverFeatures ? $"// once, over the {schedule.Program.Columns} of the sums" : "// over all rows");
                writer.Line(CodeText.Hot);
                using (writer.Block($"private static void {name}Pass{i + 1}{Own(passes[i]).Types}(in Rows<S, T> rows) {Own(passes[i]).Constraints}")) passes[i].WriteBody(writer);
            }
        }

        foreach (var pass in passes) pass.WriteSweeps(writer);

        (string Types, string Constraints) Own(PassWriter pass) => TypeParameters(name != "Update", pass.KnowsTraining);
    }

    /// <summary>The type parameters of a method over rows, and what they are.</summary>
    private static (string Types, string Constraints) TypeParameters(bool writesResults, bool knowsTraining)
        => ($"<S, T{(writesResults ? ", W" : "")}{(knowsTraining ? ", P" : "")}>", $"where S : unmanaged where T : unmanaged{(writesResults ? " where W : struct" : "")}{(knowsTraining ? " where P : struct" : "")}");
}
