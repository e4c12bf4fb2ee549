using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes the two methods of a sweep: the loop over a row, and the step over one vector that it inlines.</summary>
internal static class SweepWriter
{
    /// <summary>The call that runs the sweep on the current row.</summary>
    public static string Call(SweepText sweep)
    {
        var arguments = sweep.References.Select(r => "ref " + r.Name).Concat(sweep.Numbers.Select(sweep.Id)).Append("rows.Features");
        var call = $"{sweep.Name}{sweep.Types}({string.Join(", ", arguments)});";
        var results = sweep.Sweep.Reductions.Select(sweep.Id).ToList();
        return results.Count switch
        {
            0 => call,
            1 => $"var {results[0]} = {call}",
            _ => $"var ({string.Join(", ", results)}) = {call}",
        };
    }

    /// <summary>Both methods.</summary>
    public static void Write(SourceWriter writer, SweepText sweep)
    {
        var reductions = sweep.Sweep.Reductions;
        writer.Line();
        foreach (var line in sweep.Summary()) writer.Line("// " + line);
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        var parameters = sweep.References.Select(r => $"ref {r.Type} {r.Name}").Concat(sweep.Numbers.Select(n => "double " + sweep.Id(n))).Append("nuint features");
        var result = reductions.Count switch
        {
            0 => "void",
            1 => "double",
            _ => "(" + string.Join(", ", reductions.Select(r => "double " + sweep.Id(r))) + ")",
        };
        using (writer.Block($"private static {result} {sweep.Name}{sweep.Types}({string.Join(", ", parameters)}) {sweep.Constraints}")) Loop(writer, sweep);

        writer.Line();
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        var step = sweep.References.Select(r => $"ref {r.Type} {r.Name}").Concat(["nuint i", "nuint lanes"])
            .Concat(sweep.Numbers.Select(n => "Vector512<T> " + sweep.Id(n))).Concat(reductions.Select(r => "ref Vector512<T> " + sweep.Id(r)));
        using (writer.Block($"private static void {Step(sweep)}{sweep.Types}({string.Join(", ", step)}) {sweep.Constraints}"))
            foreach (var statement in sweep.Statements()) writer.Line(statement);
    }

    private static void Loop(SourceWriter writer, SweepText sweep)
    {
        // Several sums at once hide the latency of the additions; more than eight registers of them (two for each vector without AVX-512) would go through memory.
        var reductions = sweep.Sweep.Reductions;
        var unroll = reductions.Count switch { 0 => 1, 1 => 4, _ => 2 };
        writer.Line("var width = (nuint)Vector512<T>.Count;");
        foreach (var number in sweep.Numbers) writer.Line($"var {sweep.Id(number)}Lanes = Simd.Broadcast<T>({sweep.Id(number)});");
        foreach (var reduction in reductions)
        {
            var start = reduction.Operation switch
            {
                Operation.MaxOverFeatures => "Simd.Broadcast<T>(double.NegativeInfinity)",
                Operation.MinOverFeatures => "Simd.Broadcast<T>(double.PositiveInfinity)",
                _ => "Vector512<T>.Zero",
            };
            for (var k = 0; k < unroll; k++) writer.Line($"var {Part(sweep, reduction, k)} = {start};");
        }

        writer.Line("nuint i = 0;");
        if (unroll > 1)
        {
            using (writer.Block($"for (; i + {unroll} * width <= features; i += {unroll} * width)"))
                for (var k = 0; k < unroll; k++) writer.Line(StepCall(sweep, k == 0 ? "i" : k == 1 ? "i + width" : $"i + {k} * width", "width", k));
            writer.Line();
        }

        writer.Line($"for (; i + width <= features; i += width) {StepCall(sweep, "i", "width", 0)}");
        writer.Line($"if (i < features) {StepCall(sweep, "i", "features - i", 0)}");
        if (reductions.Count > 0)
        {
            var totals = reductions.Select(r => Total(sweep, r, unroll)).ToList();
            writer.Line(totals.Count == 1 ? $"return {totals[0]};" : $"return ({string.Join(", ", totals)});");
        }
    }

    private static string Step(SweepText sweep) => sweep.Name.Replace("Sweep", "Step");

    private static string StepCall(SweepText sweep, string index, string lanes, int part)
    {
        var arguments = sweep.References.Select(r => "ref " + r.Name).Concat([index, lanes])
            .Concat(sweep.Numbers.Select(n => sweep.Id(n) + "Lanes")).Concat(sweep.Sweep.Reductions.Select(r => "ref " + Part(sweep, r, part)));
        return $"{Step(sweep)}{sweep.Types}({string.Join(", ", arguments)});";
    }

    private static string Part(SweepText sweep, Node reduction, int part) => $"{sweep.Id(reduction)}Part{part}";

    private static string Total(SweepText sweep, Node reduction, int parts)
    {
        var names = Enumerable.Range(0, parts).Select(k => Part(sweep, reduction, k)).ToList();
        var (fold, combine) = reduction.Operation switch
        {
            Operation.MaxOverFeatures => ("Max", "Maximum"),
            Operation.MinOverFeatures => ("Min", "Minimum"),
            _ => ("Sum", ""),
        };
        string Pair(string a, string b) => combine.Length == 0 ? $"({a} + {b})" : $"Simd.{combine}({a}, {b})";
        var all = parts == 2 ? Pair(names[0], names[1]) : Pair(Pair(names[0], names[1]), Pair(names[2], names[3]));
        if (combine.Length == 0) all = all.Substring(1, all.Length - 2);
        return $"Simd.{fold}({all})";
    }
}
