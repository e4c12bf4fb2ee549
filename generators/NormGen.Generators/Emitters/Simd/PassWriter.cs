using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes the loops of one pass: numbers of the call, rows (and their parts), sweeps and the numbers between them.</summary>
internal sealed class PassWriter
{
    private readonly PassContext pass;
    private readonly List<SweepText> sweeps;
    private readonly ScalarExpressions expressions;
    private readonly LoopBody body;

    public PassWriter(Schedule schedule, int index, ValueNames names)
    {
        pass = new PassContext(schedule, index, names);
        sweeps = [.. pass.Pass.Sweeps.Select((_, i) => new SweepText(pass, i))];
        LookAhead();
        expressions = new(n => pass.Numbers.Contains(n) ? Id(n) : null, n => pass.Random(n, Text));
        (body, KeptNumbers) = BodyPlanner.Plan(pass);
    }

    /// <summary>How many numbers of each part of a row are kept between loops.</summary>
    public int KeptNumbers { get; }

    /// <summary>Whether something in it serves gradients of parameters alone.</summary>
    public bool KnowsTraining => pass.NumberSums.Any(pass.IsForParameters) || sweeps.Exists(s => s.KnowsTraining);

    /// <summary>The sums of it that do, as bits.</summary>
    public ulong ForParameters => pass.Pass.Sums.Select((s, i) => pass.IsForParameters(s) ? 1UL << i : 0).Aggregate(0UL, (all, bit) => all | bit);

    /// <summary>What the pass does, in order, as mathematics: numbers of the call, then for a row the sweeps and the numbers between them.</summary>
    public IEnumerable<string> Steps()
    {
        var math = new MathText(n => pass.Numbers.Contains(n) ? pass.Names.Of(n) : null);
        foreach (var number in pass.Numbers.Where(n => pass.IsOfCall(n) && !pass.IsReady(n))) yield return $"once     {pass.Names.Of(number)} = {math.Definition(number)}";
        foreach (var line in Steps(body, math)) yield return line;
    }

    /// <summary>The statements of the method that runs the pass.</summary>
    public void WriteBody(SourceWriter writer)
    {
        foreach (var number in pass.Numbers.Where(pass.IsOfCall)) writer.Line($"var {Id(number)} = {Definition(number)};");
        WriteReferences(writer, body, -1);
        if (UnitStages.Of(pass, body) is { Count: > 0 } stages)
        {
            WriteStages(writer, stages);
            return;
        }

        var unit = (pass.Pass.Unit & ~Extent.Row) == 0 ? "row" : "unit";
        using (writer.Block($"for (var {unit} = rows.First; {unit} < rows.End; {unit}++)"))
        {
            WritePlaces(writer);
            if (pass.Pass.Deviations != 0) writer.Line("var (inverseSeen, seenWeight) = rows.Seen(row);");
            Write(writer, body);
            if (pass.Pass.Sweeps.SelectMany(s => s.Stores).Any(t => t.Kind is TargetKind.Output or TargetKind.Gradient) && pass.Program.Segments.IsEmpty) writer.Line("rows.Commit(row);");
        }

        foreach (var deviations in pass.Pass.Sums.Where(s => s.Operation == Operation.DeviationsOverRows && !pass.Pass.IsOverFeatures))
            writer.Line($"rows.AddFirst({pass.Pass.FirstSum + pass.Pass.Sums.IndexOf(deviations.Operands[1])}, ref {RowReference.First(pass, deviations.Operands[0]).Name});");
    }

    /// <summary>Several units at a time, stage by stage.</summary>
    private void WriteStages(SourceWriter writer, List<LoopBody> stages)
    {
        foreach (var left in stages.SelectMany(s => s.Steps).OfType<BodyStep.Leave>()) writer.Line($"Span<double> {Left(left.Number)} = stackalloc double[Simd.MostUnits];");
        writer.Line("// several short parts at a time, sweep by sweep: what lies between two sweeps need not wait for another part's");
        using (writer.Block("for (var start = rows.First; start < rows.End; start += rows.UnitsAtATime)"))
        {
            writer.Line("var stop = Math.Min(start + rows.UnitsAtATime, rows.End);");
            foreach (var stage in stages)
            {
                if (stage != stages[0]) writer.Line();
                using (writer.Block("for (var unit = start; unit < stop; unit++)"))
                {
                    WritePlaces(writer);
                    Write(writer, stage);
                }
            }
        }
    }

    /// <summary>Which row, channel and group a unit is.</summary>
    private void WritePlaces(SourceWriter writer)
    {
        if ((pass.Pass.Unit & Extent.Channel) != 0) writer.Line("var (row, channel) = Math.DivRem(unit, rows.Channels);");
        else if ((pass.Pass.Unit & Extent.Group) != 0) writer.Line("var (row, group) = Math.DivRem(unit, rows.Groups);");
        if ((pass.Pass.Unit & (Extent.Group | Extent.Channel)) == (Extent.Group | Extent.Channel)) writer.Line("var group = channel / rows.ChannelsPerGroup;");
    }

    /// <summary>The methods of the sweeps.</summary>
    public void WriteSweeps(SourceWriter writer)
    {
        foreach (var sweep in sweeps.Where(HasLanes)) SweepWriter.Write(writer, sweep);
    }

    private static bool HasLanes(SweepText sweep) => sweep.AllReferences.Count > 0 || sweep.AllRandoms.Any();

    private IEnumerable<string> Steps(LoopBody of, MathText math)
    {
        foreach (var step in of.Steps)
        {
            switch (step)
            {
                case BodyStep.Define { Number: { Operation: not Operation.Input } number } when !pass.IsReady(number):
                    yield return $"{(of.Depth == 0 ? "row     " : pass.Pass.Loops[of.Depth - 1] == Extent.Channel ? "channel " : "group   ")} {pass.Names.Of(number)} = {math.Definition(number)}";
                    break;
                case BodyStep.Fold { Reduction: var fold }:
                    yield return $"fold     {pass.Names.Of(fold)} = {math.Definition(fold)}";
                    break;
                case BodyStep.AddSum { Sum: var sum }:
                    yield return $"sum      {pass.Names.Of(sum)} {(pass.Pass.IsOverFeatures ? "" : "+")}= {math.Of(pass.Pass.IsOverFeatures ? sum : sum.Operands[0])}";
                    break;
                case BodyStep.Carry { Number: var carried }:
                    yield return $"carry    {pass.Names.Of(carried)}";
                    break;
                case BodyStep.Deliver { Target: var target }:
                    yield return $"save     {target.Name}";
                    break;
                case BodyStep.Run { Sweep: var i }:
                    foreach (var (line, k) in sweeps[i].Summary().Select((line, k) => (line, k))) yield return (k == 0 ? $"sweep {i + 1}  " : "         ") + line;
                    break;
                case BodyStep.Loop { Axis: var axis, Body: var inner }:
                    yield return axis == Extent.Channel ? "for each channel" : "for each group";
                    foreach (var line in Steps(inner, math)) yield return "  " + line;
                    break;
            }
        }
    }

    private void Write(SourceWriter writer, LoopBody of)
    {
        WriteReferences(writer, of, of.Depth);
        foreach (var step in of.Steps)
        {
            switch (step)
            {
                case BodyStep.Define { Number: var number }:
                    writer.Line($"var {Id(number)} = {(IsSavedAndCompared(number) ? $"Simd.Rounded<T>({Definition(number)})" : Definition(number))};");
                    break;
                case BodyStep.Restore { Number: var number, Slot: var slot }:
                    writer.Line($"var {Id(number)} = rows.Kept({slot}, {PartOf(number)});");
                    break;
                case BodyStep.Keep { Number: var number, Slot: var slot }:
                    writer.Line($"rows.Keep({slot}, {PartOf(number)}, {Id(number)});");
                    break;
                case BodyStep.Carry { Number: var carried, Slot: var slot }:
                    writer.Line($"rows.Carry({slot}, {pass.Place(carried.Extent)}, {Id(carried)});");
                    break;
                case BodyStep.Run { Sweep: var i } when HasLanes(sweeps[i]):
                    writer.Line(Wanted(sweeps[i].Sweep) + SweepWriter.Call(sweeps[i]));
                    foreach (var reduction in sweeps[i].Sweep.Reductions.Where(IsSavedAndCompared)) writer.Line($"{Id(reduction)} = Simd.Rounded<T>({Id(reduction)});");
                    break;
                case BodyStep.Loop loop:
                    foreach (var fold in loop.Folds) writer.Line($"var {Id(fold)} = {Start(fold)};");
                    foreach (var fold in loop.LaneFolds) writer.Line($"rows.FillScratch({RowReference.FoldSlot(pass, fold)}, {Start(fold)});");
                    using (writer.Block(LoopOver(loop.Axis))) Write(writer, loop.Body);
                    foreach (var fold in loop.Folds.Where(IsSavedAndCompared)) writer.Line($"{Id(fold)} = Simd.Rounded<T>({Id(fold)});");
                    break;
                case BodyStep.Fold { Reduction: var fold }:
                    writer.Line(Folds.Kind(fold.Operation) switch
                    {
                        FoldKind.Max => $"{Id(fold)} = Math.Max({Id(fold)}, {Text(fold.Operands[0])});",
                        FoldKind.Min => $"{Id(fold)} = Math.Min({Id(fold)}, {Text(fold.Operands[0])});",
                        _ => $"{Id(fold)} += {Text(fold.Operands[0])};",
                    });
                    break;
                case BodyStep.AddSum { Sum: var sum }:
                    writer.Line(AddSum(sum));
                    break;
                case BodyStep.Leave { Number: var number }:
                    writer.Line($"{Left(number)}[(int)(unit - start)] = {Id(number)};");
                    break;
                case BodyStep.Take { Number: var number }:
                    writer.Line($"var {Id(number)} = {Left(number)}[(int)(unit - start)];");
                    break;
                case BodyStep.Deliver { Target: var target }:
                    writer.Line(Deliver(target));
                    break;
            }
        }
    }

    /// <summary>A sweep that does nothing but store gradients, and sum what serves gradients of parameters, runs where one of these is wanted.</summary>
    private string Wanted(Sweep sweep)
    {
        if (pass.Program.Name != "Backward" || sweep.Reductions.Count > 0 || !sweep.Stores.TrueForAll(s => s.Kind == TargetKind.Gradient)) return "";
        var others = sweep.Sums.Concat(sweep.Keeps).Concat(sweep.LaneFolds).ToList();
        if (!others.TrueForAll(pass.IsForParameters)) return "";
        var stores = sweep.Stores.Select(s => $"rows.Needs({s.Index})").ToList();
        return stores.Count == 0 ? CodeText.WhereTrained : $"if ({(others.Count == 0 ? "" : "typeof(P) == typeof(Trained) || ")}{string.Join(" || ", stores)}) ";
    }

    /// <summary>Whether backward reads a number back, rounded, and compares what follows from it for equality: forward must then go on with the rounded number as well.</summary>
    private bool IsSavedAndCompared(Node number) => pass.IsCompared(number) && pass.Pass.RowNumbers.Any(t => t.Kind == TargetKind.Statistic && t.Value == number);

    /// <summary>What a fold begins with.</summary>
    private static string Start(Node fold) => Folds.Kind(fold.Operation) switch { FoldKind.Max => "double.NegativeInfinity", FoldKind.Min => "double.PositiveInfinity", _ => "0.0" };

    private void WriteReferences(SourceWriter writer, LoopBody of, int depth)
    {
        foreach (var reference in of.Sweeps.SelectMany(i => sweeps[i].AllReferences).Concat(of.Sweeps.SelectMany(i => sweeps[i].LoopReferences)).Distinct().Where(r => r.Depth == depth)) writer.Line($"ref var {reference.Name} = ref {reference.Source};");
    }

    private string LoopOver(Extent axis)
    {
        if (axis == Extent.Group) return "for (nint group = 0; group < rows.Groups; group++)";
        return (pass.Program.Element & Extent.Group) == 0
            ? "for (nint channel = 0; channel < rows.Channels; channel++)"
            : "for (var channel = group * rows.ChannelsPerGroup; channel < (group + 1) * rows.ChannelsPerGroup; channel++)";
    }

    /// <summary>The part of the row that a kept number belongs to.</summary>
    private string PartOf(Node number) => pass.Place(number.Extent & ~Extent.Row) is { Length: > 0 } part ? part : "0";

    private string AddSum(Node sum)
    {
        var number = pass.Pass.FirstSum + pass.Pass.Sums.IndexOf(sum);
        var place = pass.Place(sum.Extent) is { Length: > 0 } part ? ", " + part : "";
        if (pass.Pass.IsOverFeatures) return $"rows.SetTotal({number}{place}, {Text(sum)});";
        return $"{(pass.IsForParameters(sum) ? CodeText.WhereTrained : "")}rows.{Folds.Kind(sum.Operation) switch { FoldKind.Max => "RaiseTo", FoldKind.Min => "LowerTo", _ => "AddTo" }}({number}{place}, {Text(sum.Operands[0])});";
    }

    private string Deliver(Target target)
    {
        var method = target.Kind switch { TargetKind.Statistic => "Save", TargetKind.Gradient => "WriteGradient", TargetKind.Update => "WriteInput", _ => "WriteNumber" };
        return $"rows.{method}({target.Index}, {pass.Place(target.Extent)}, {Text(target.Value)});";
    }

    /// <summary>
    /// Sweeps ask for what the next row needs while they compute: the processor's own look-ahead ends at each page, which a row often fills. Where rows are whole, each sweep asks for its share of every
    /// tensor, so that memory has as much to do in one sweep as in another. In loops over parts of a row, and beside functions of elements, the first sweep waits for memory and the others ask; a sweep with
    /// functions computes longest and asks for all that it reads, which leaves the results to the others.
    /// </summary>
    private void LookAhead()
    {
        var asking = Enumerable.Range(0, sweeps.Count).Where(i => HasLanes(sweeps[i])).ToList();
        var read = sweeps.SelectMany(s => s.AllLoads).Where(r => r.IsOfRow && !r.IsResult).Distinct().ToList();
        if (pass.Pass.Loops.Count == 0 && asking.Count > 1 && sweeps.TrueForAll(s => s.Layers.Count == 0))
        {
            for (var i = 0; i < asking.Count; i++) sweeps[asking[i]].LookAhead(read, i, asking.Count);
            return;
        }

        var later = asking.Where(i => i > 0).ToList();
        for (var i = 0; later.Count > 0 && i < read.Count; i++)
        {
            var sweep = sweeps.Find(s => s.Layers.Count > 0 && s.AllReferences.Contains(read[i])) ?? sweeps[later[i * later.Count / read.Count]];
            // In loops over parts of the row, what another loop reads is not at hand.
            if (pass.Pass.Loops.Count == 0 || sweep.AllReferences.Contains(read[i])) sweep.LookAhead(read[i]);
        }
    }

    /// <summary>Where a reduction of each of several units lies.</summary>
    private string Left(Node number) => pass.Names.Of(number) + "OfUnits";

    private string Id(Node node) => pass.Names.Identifier(node);

    private string Text(Node node) => pass.Numbers.Contains(node) ? Id(node) : expressions.Definition(node);

    private string Definition(Node node)
    {
        var place = pass.Place(node.Extent);
        var more = place.Length == 0 ? "" : ", " + place;
        if (pass.Total(node) is { } total) return $"rows.Total({total}{more})";
        if (pass.Carried(node) is { } carried) return $"rows.Carried({carried}{more})";
        if (node.Operation != Operation.Input) return expressions.Definition(node);
        var input = pass.Program.Inputs[node.Index];
        return input.Kind switch
        {
            KernelInputKind.Number => $"rows.Number({input.Index})",
            KernelInputKind.Statistic => $"rows.Saved({input.Index}, {place})",
            KernelInputKind.TotalStatistic => $"rows.SavedTotal({input.Index}{more})",
            KernelInputKind.Gradient => $"rows.GradientValue({input.Index}{more})",
            _ => $"rows.Value({input.Index}{more})",
        };
    }
}
