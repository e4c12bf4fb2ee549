using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes the methods of a sweep: the loop over a row, its end, and the step over one vector that both inline.</summary>
internal static class SweepWriter
{
    /// <summary>The call that runs the sweep on the current row.</summary>
    public static string Call(SweepText sweep)
    {
        var arguments = sweep.LoopReferences.Select(r => "ref " + r.Name).Concat(sweep.AllNumberNames).Concat(sweep.AllRandoms.Select(sweep.Random)).Append("rows.Features").Concat(sweep.AheadBy is { } ahead ? [ahead] : []);
        var call = $"{sweep.Name}{sweep.Types}({string.Join(", ", arguments)});";
        var results = sweep.Reductions.Select(sweep.Id).ToList();
        return results.Count switch
        {
            0 => call,
            1 => $"var {results[0]} = {call}",
            _ => $"var ({string.Join(", ", results)}) = {call}",
        };
    }

    /// <summary>The methods.</summary>
    public static void Write(SourceWriter writer, SweepText sweep)
    {
        foreach (var layer in sweep.Layers.Where(l => l.Own is null)) Write(writer, layer);
        writer.Line();
        foreach (var line in sweep.Summary()) writer.Line("// " + line);
        writer.Line(CodeText.Hot);
        var randoms = sweep.Randoms.Select(n => "RandomRow " + sweep.RandomName(n)).ToList();
        var numbers = sweep.NumberNames.Select(n => "double " + n).Concat(randoms).ToList();
        var all = sweep.AllNumberNames.Select(n => "double " + n).Concat(sweep.AllRandoms.Select(n => "RandomRow " + sweep.RandomName(n)));
        var parameters = sweep.LoopReferences.Select(Parameter).Concat(all).Concat(sweep.IsLayer ? ["nuint i", "nuint end"] : ["nuint features"]).Concat(IsGivenAhead(sweep) ? ["nuint ahead"] : []);
        using (writer.Block($"private static {Result(sweep)} {sweep.Name}{sweep.Types}({string.Join(", ", parameters)}) {sweep.Constraints}")) Loop(writer, sweep);

        if (sweep.Layers.Count > 0) WriteBlock(writer, sweep, numbers);

        // In a method of its own: a call that vectors live across would send them through the stack in the loop as well.
        writer.Line();
        writer.Line("// the last elements, fewer than a vector holds");
        writer.Line(CodeText.Hot);
        using (writer.Block($"private static {Result(sweep)} {End(sweep)}{sweep.Types}({string.Join(", ", sweep.References.Select(Parameter).Concat(numbers).Concat(["nuint i", "nuint lanes"]))}) {sweep.Constraints}")) LastElements(writer, sweep);

        writer.Line();
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        var step = sweep.References.Select(Parameter).Concat(["nuint i", "nuint lanes"])
            .Concat(sweep.NumberNames.Select(n => "Vector512<T> " + n)).Concat(randoms).Concat(sweep.Reductions.Select(r => "ref Vector512<T> " + sweep.Id(r)));
        using (writer.Block($"private static void {Step(sweep)}{sweep.Types}({string.Join(", ", step)}) {sweep.Constraints}"))
            foreach (var statement in sweep.Statements()) writer.Line(statement);
    }

    private static string Parameter(RowReference row) => $"ref {row.Type} {row.Name}";

    private static string Result(SweepText sweep) => sweep.Reductions.Count switch
    {
        0 => "void",
        1 => "double",
        _ => "(" + string.Join(", ", sweep.Reductions.Select(r => "double " + sweep.Id(r))) + ")",
    };

    private static void Loop(SourceWriter writer, SweepText sweep)
    {
        var unroll = Unroll(sweep);
        if (sweep.Layers.Count == 0)
        {
            writer.Line("var width = (nuint)Vector512<T>.Count;");
            DeclareLanes(writer, sweep);
            DeclareSums(writer, sweep, unroll);
            if (!sweep.IsLayer) writer.Line("nuint i = 0;");
            DeclareAhead(writer, sweep);
            Turns(writer, sweep, unroll);
        }
        else
        {
            DeclareSums(writer, sweep, unroll);
            writer.Line("nuint i = 0;");
            DeclareAhead(writer, sweep);
            using (writer.Block("for (nuint block = 0; block < features; block += Simd.Block)"))
            {
                writer.Line("var end = Math.Min(block + Simd.Block, features);");
                foreach (var layer in sweep.Layers)
                    foreach (var statement in layer.Own is { } own ? [own.Call(layer.Functions[0].Operation, layer.Block(layer.Functions[0]).At("block"), IsGivenAhead(layer))] : Collected(layer)) writer.Line(statement);
                writer.Line($"i = {Block(sweep)}{sweep.Types}({string.Join(", ", BlockRows(sweep).Select(r => "ref " + r.Name).Concat(sweep.NumberNames).Concat(sweep.Randoms.Select(sweep.RandomName)).Concat(["i", "end"]).Concat(sweep.Ahead.Count > 0 ? ["ahead"] : []).Concat(Parts(sweep, unroll).Select(p => "ref " + p)))});");
            }

            writer.Line();
        }

        Rest(writer, sweep, unroll);
    }

    /// <summary>Functions of a block whose arguments are collected first.</summary>
    private static IEnumerable<string> Collected(SweepText layer)
    {
        yield return $"{layer.Name}{layer.Types}({string.Join(", ", layer.LoopReferences.Select(r => "ref " + r.Name).Concat(layer.Numbers.Select(layer.Id)).Concat(layer.Randoms.Select(layer.RandomName)).Concat(["block", "end"]).Concat(IsGivenAhead(layer) ? ["ahead"] : []))});";
        foreach (var function in layer.Functions) yield return $"Simd.{function.Operation}({layer.Block(function).At("block")}, end - block);";
    }

    /// <summary>The method of the turns over a block whose functions are there. It is called beside them: in one loop with their calls sums would live in memory, because no register of vectors outlives a call.</summary>
    private static void WriteBlock(SourceWriter writer, SweepText sweep, List<string> numbers)
    {
        var unroll = Unroll(sweep);
        writer.Line();
        writer.Line("// a block of elements whose functions are computed");
        writer.Line(CodeText.Hot);
        var parameters = BlockRows(sweep).Select(Parameter).Concat(numbers).Concat(["nuint i", "nuint end"]).Concat(sweep.Ahead.Count > 0 ? ["nuint ahead"] : []).Concat(Parts(sweep, unroll).Select(p => $"ref Vector512<T> {p}Before"));
        using (writer.Block($"private static nuint {Block(sweep)}{sweep.Types}({string.Join(", ", parameters)}) {sweep.Constraints}"))
        {
            writer.Line("var width = (nuint)Vector512<T>.Count;");
            DeclareLanes(writer, sweep);
            foreach (var part in Parts(sweep, unroll)) writer.Line($"var {part} = {part}Before;");
            Turns(writer, sweep, unroll);
            foreach (var part in Parts(sweep, unroll)) writer.Line($"{part}Before = {part};");
            writer.Line("return i;");
        }
    }

    private static IEnumerable<RowReference> BlockRows(SweepText sweep) => sweep.References.Concat(sweep.Ahead).Distinct();

    private static IEnumerable<string> Parts(SweepText sweep, int parts) => sweep.Reductions.SelectMany(r => Enumerable.Range(0, parts).Select(k => Part(sweep, r, k)));

    /// <summary>The turns over whole vectors. A turn that takes more of them than there are sums at once has a loop of its own around its steps: written out, they would be too much for the compiler to inline.</summary>
    private static void Turns(SourceWriter writer, SweepText sweep, int unroll)
    {
        var (limit, turn) = (Limit(sweep), Turn(sweep, unroll));
        var advance = IsShare(sweep) ? Advance(sweep, turn) : null;
        if (turn > unroll)
        {
            writer.Line($"var whole = {limit} - {limit} % {(unroll == 1 ? "width" : $"({unroll} * width)")};");
            using (writer.Block($"for (; i < whole;{(advance is null ? "" : " " + advance)})"))
            {
                Prefetch(writer, sweep, turn);
                Steps(writer, sweep, unroll, $"for (var next = Math.Min(i + {turn} * width, whole); i < next; i += {(unroll == 1 ? "" : unroll + " * ")}width)");
            }

            writer.Line();
        }
        else if (unroll > 1)
        {
            using (writer.Block($"for (; i + {unroll} * width <= {limit}; i += {unroll} * width{(advance is null ? "" : ", " + advance)})"))
            {
                Prefetch(writer, sweep, turn);
                Steps(writer, sweep, unroll);
            }

            writer.Line();
        }

        if (unroll > 1 || turn == 1) Steps(writer, sweep, 1, $"for (; i + width <= {limit}; i += width)");
    }

    /// <summary>A loop around as many steps as there are sums at once.</summary>
    private static void Steps(SourceWriter writer, SweepText sweep, int unroll, string loop)
    {
        if (unroll == 1)
        {
            writer.Line($"{loop} {StepCall(sweep, "i", "width", 0)}");
            return;
        }

        using (writer.Block(loop)) Steps(writer, sweep, unroll);
    }

    private static void Steps(SourceWriter writer, SweepText sweep, int unroll)
    {
        for (var k = 0; k < unroll; k++) writer.Line(StepCall(sweep, Vector("i", k), "width", k));
    }

    /// <summary>The last elements, and what comes back.</summary>
    private static void Rest(SourceWriter writer, SweepText sweep, int unroll)
    {
        var reductions = sweep.Reductions;
        var limit = sweep.IsLayer ? "end" : "features";
        var end = $"{End(sweep)}{sweep.Types}({string.Join(", ", sweep.References.Select(r => "ref " + r.Name).Concat(sweep.NumberNames).Concat(sweep.Randoms.Select(sweep.RandomName)).Concat(["i", limit + " - i"]))})";
        foreach (var reduction in reductions) writer.Line($"var {sweep.Id(reduction)} = {Total(sweep, reduction, unroll)};");
        switch (reductions.Count)
        {
            case 0:
                writer.Line($"if (i < {limit}) {end};");
                return;
            case 1:
                writer.Line($"if (i < features) {Joined(sweep, reductions[0], end)}");
                break;
            default:
                using (writer.Block("if (i < features)"))
                {
                    writer.Line($"var ({string.Join(", ", reductions.Select(r => sweep.Id(r) + "End"))}) = {end};");
                    foreach (var reduction in reductions) writer.Line(Joined(sweep, reduction, sweep.Id(reduction) + "End"));
                }

                writer.Line();
                break;
        }

        Return(writer, [.. reductions.Select(sweep.Id)]);
    }

    private static void LastElements(SourceWriter writer, SweepText sweep)
    {
        DeclareLanes(writer, sweep);
        DeclareSums(writer, sweep, 1);
        writer.Line(StepCall(sweep, "i", "lanes", 0));
        Return(writer, [.. sweep.Reductions.Select(r => Total(sweep, r, 1))]);
    }

    /// <summary>Numbers in all lanes.</summary>
    private static void DeclareLanes(SourceWriter writer, SweepText sweep)
    {
        foreach (var number in sweep.NumberNames) writer.Line($"var {number}Lanes = Simd.Broadcast<T>({number});");
    }

    /// <summary>Where the sums begin.</summary>
    private static void DeclareSums(SourceWriter writer, SweepText sweep, int parts)
    {
        foreach (var reduction in sweep.Reductions)
        {
            var start = reduction.Operation switch
            {
                Operation.MaxOverFeatures => "Simd.Broadcast<T>(double.NegativeInfinity)",
                Operation.MinOverFeatures => "Simd.Broadcast<T>(double.PositiveInfinity)",
                _ => "Vector512<T>.Zero",
            };
            for (var k = 0; k < parts; k++) writer.Line($"var {Part(sweep, reduction, k)} = {start};");
        }
    }

    private static void Return(SourceWriter writer, List<string> values)
    {
        if (values.Count > 0) writer.Line(values.Count == 1 ? $"return {values[0]};" : $"return ({string.Join(", ", values)});");
    }

    /// <summary>The statement that joins what the last elements gave.</summary>
    private static string Joined(SweepText sweep, Node reduction, string end) => reduction.Operation switch
    {
        Operation.MaxOverFeatures => $"{sweep.Id(reduction)} = Math.Max({sweep.Id(reduction)}, {end});",
        Operation.MinOverFeatures => $"{sweep.Id(reduction)} = Math.Min({sweep.Id(reduction)}, {end});",
        _ => $"{sweep.Id(reduction)} += {end};",
    };

    /// <summary>
    /// How many vectors a turn of the loop takes. Several sums at once hide the latency of the additions; but without AVX-512 a vector is two of sixteen registers, and sums that do not fit go
    /// through the stack, where a slot may lie across two cache lines: that costs more than all the rest.
    /// </summary>
    private static int Unroll(SweepText sweep)
    {
        const int Vectors = 8;
        var reductions = sweep.Reductions.Count;
        if (reductions == 0) return 1;
        var others = sweep.Numbers.Count + sweep.Loads.Count + 1;
        return reductions * 4 + others <= Vectors ? 4 : reductions * 2 + others <= Vectors ? 2 : 1;
    }

    /// <summary>How many vectors a turn takes in all: as many as are asked for together, two of them at the least, of which halves fill one cache line; asked for at each vector, that line would be asked for over and over.</summary>
    private static int Turn(SweepText sweep, int unroll)
    {
        var turn = 2 * sweep.Share.Of;
        return sweep.Ahead.Count > 0 && turn % unroll == 0 ? turn : unroll;
    }

    /// <summary>Asks for what the next unit needs: of a share as many vectors in a turn of <paramref name="turn"/> as it is of all.</summary>
    private static void Prefetch(SourceWriter writer, SweepText sweep, int turn)
    {
        for (var k = 0; k * (IsShare(sweep) ? sweep.Share.Of : 1) < turn; k++)
            foreach (var row in sweep.Ahead) writer.Line($"Simd.Prefetch<{row.Type}, T>(ref {row.Name}, {Vector(IsShare(sweep) ? "ahead" : "ahead + i", k)}, {k});");
    }

    private static string Advance(SweepText sweep, int turn)
    {
        var of = sweep.Share.Of;
        return "ahead += " + (turn % of != 0 ? $"({turn} * width + {of - 1}) / {of}" : turn == of ? "width" : $"{turn / of} * width");
    }

    private static bool IsShare(SweepText sweep) => sweep.Ahead.Count > 0 && sweep.Share.Of > 1;

    private static string Vector(string first, int vector) => vector switch { 0 => first, 1 => first + " + width", _ => $"{first} + {vector} * width" };

    /// <summary>How far ahead the next unit lies, and where in it the share begins.</summary>
    private static void DeclareAhead(SourceWriter writer, SweepText sweep)
    {
        if (IsGivenAhead(sweep) || (sweep.Ahead.Count == 0 && !sweep.Layers.Exists(IsGivenAhead))) return;
        var (part, of) = sweep.Share;
        writer.Line(of == 1 ? "// asks for what it reads of the next row" : $"// asks for part {part + 1} of {of} of the next row");
        writer.Line($"var ahead = Simd.Ahead(features){(part == 0 ? "" : $" + {(part == 1 ? "" : part + " * ")}features / {of}")};");
    }

    /// <summary>Whether the caller says how far ahead the next unit lies.</summary>
    private static bool IsGivenAhead(SweepText sweep) => sweep.AheadBy is not null || (sweep.IsLayer && sweep.Ahead.Count > 0);

    private static string End(SweepText sweep) => sweep.IsLayer ? sweep.Name.Replace("Arguments", "ArgumentsEnd") : sweep.Name.Replace("Sweep", "End");

    private static string Block(SweepText sweep) => sweep.Name.Replace("Sweep", "Block");

    private static string Step(SweepText sweep) => sweep.IsLayer ? sweep.Name.Replace("Arguments", "ArgumentsStep") : sweep.Name.Replace("Sweep", "Step");

    private static string Limit(SweepText sweep) => sweep.IsLayer || sweep.Layers.Count > 0 ? "end" : "features";

    private static string StepCall(SweepText sweep, string index, string lanes, int part)
    {
        var arguments = sweep.References.Select(r => "ref " + r.Name).Concat([index, lanes])
            .Concat(sweep.NumberNames.Select(n => n + "Lanes")).Concat(sweep.Randoms.Select(sweep.RandomName)).Concat(sweep.Reductions.Select(r => "ref " + Part(sweep, r, part)));
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
            _ => ("Sum" + sweep.Beside, ""),
        };
        if (parts == 1) return $"Simd.{fold}({names[0]})";
        string Pair(string a, string b) => combine.Length == 0 ? $"({a} + {b})" : $"Simd.{combine}({a}, {b})";
        var all = parts == 2 ? Pair(names[0], names[1]) : Pair(Pair(names[0], names[1]), Pair(names[2], names[3]));
        if (combine.Length == 0) all = all.Substring(1, all.Length - 2);
        return $"Simd.{fold}({all})";
    }
}
