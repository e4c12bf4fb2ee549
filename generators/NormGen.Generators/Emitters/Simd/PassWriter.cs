using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;
using NormGen.Generators.Text;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes the loop over the rows of one pass: numbers of the call, rows, sweeps and the numbers of the row between them.</summary>
internal sealed class PassWriter
{
    private readonly PassContext pass;
    private readonly List<SweepText> sweeps;
    private readonly ScalarExpressions expressions;

    public PassWriter(Schedule schedule, int index, ValueNames names)
    {
        pass = new PassContext(schedule, index, names);
        sweeps = [.. pass.Pass.Sweeps.Select((_, i) => new SweepText(pass, i))];
        LookAhead();
        expressions = new(n => pass.Numbers.Contains(n) ? Id(n) : null);
    }

    /// <summary>What the pass does, in order, as mathematics: numbers of the call, then for a row the sweeps and the numbers between them.</summary>
    public IEnumerable<string> Steps()
    {
        var math = new MathText(n => pass.Numbers.Contains(n) ? pass.Names.Of(n) : null);
        foreach (var number in pass.Numbers.Where(n => pass.IsOfCall(n) && !pass.IsReady(n))) yield return $"once     {pass.Names.Of(number)} = {math.Definition(number)}";
        for (var i = 0; i <= sweeps.Count; i++)
        {
            foreach (var number in pass.Numbers.Where(n => !pass.IsOfCall(n) && !n.IsReduction && n.Operation != Operation.Input && pass.KnownBefore(n) == i)) yield return $"row      {pass.Names.Of(number)} = {math.Definition(number)}";
            foreach (var saved in pass.Pass.Statistics.Where(s => pass.KnownBefore(s.Value) == i)) yield return $"save     {saved.Name}";
            if (i == sweeps.Count) continue;
            foreach (var (line, k) in sweeps[i].Summary().Select((line, k) => (line, k))) yield return (k == 0 ? $"sweep {i + 1}  " : "         ") + line;
        }
    }

    /// <summary>The statements of the method that runs the pass.</summary>
    public void WriteBody(SourceWriter writer)
    {
        var references = sweeps.SelectMany(s => s.References).Distinct().ToList();
        foreach (var number in pass.Numbers.Where(pass.IsOfCall)) writer.Line($"var {Id(number)} = {Definition(number)};");
        foreach (var reference in references.Where(r => !r.IsOfRow)) writer.Line($"ref var {reference.Name} = ref {reference.Source};");
        foreach (var sum in NumberSums) writer.Line($"ref var {RowReference.Sum(pass, sum).Name} = ref {RowReference.Sum(pass, sum).Source};");
        using (writer.Block("for (var row = rows.First; row < rows.End; row++)"))
        {
            foreach (var reference in references.Where(r => r.IsOfRow)) writer.Line($"ref var {reference.Name} = ref {reference.Source};");
            for (var i = 0; i <= sweeps.Count; i++)
            {
                foreach (var number in pass.Numbers.Where(n => !pass.IsOfCall(n) && !n.IsReduction && pass.KnownBefore(n) == i)) writer.Line($"var {Id(number)} = {Definition(number)};");
                foreach (var saved in pass.Pass.Statistics.Where(s => pass.KnownBefore(s.Value) == i)) writer.Line($"rows.Save({saved.Index}, row, {Text(saved.Value)});");
                if (i < sweeps.Count && HasLanes(sweeps[i])) writer.Line(SweepWriter.Call(sweeps[i]));
            }

            foreach (var sum in NumberSums) AddNumber(writer, sum);
            if (pass.Pass.Sweeps.SelectMany(s => s.Stores).Any(t => t.Kind is TargetKind.Output or TargetKind.InputGradient)) writer.Line("rows.Commit(row);");
        }
    }

    /// <summary>The methods of the sweeps.</summary>
    public void WriteSweeps(SourceWriter writer)
    {
        foreach (var sweep in sweeps.Where(HasLanes)) SweepWriter.Write(writer, sweep);
    }

    /// <summary>Sums over rows of one number a row: they live in the first element of a feature sum.</summary>
    private List<Node> NumberSums => [.. pass.Pass.Sums.Where(s => !SweepPlanner.IsLane(pass.Pass.IsOverFeatures ? s : s.Operands[0]))];

    /// <summary>
    /// The first sweep that touches a row waits for memory, and the others compute from the cache while memory rests: so each of those asks for a part of the next row. (The processor's own
    /// look-ahead ends at each page, which a row often fills.)
    /// </summary>
    private void LookAhead()
    {
        var later = sweeps.Skip(1).Where(HasLanes).ToList();
        var read = sweeps.SelectMany(s => s.Loads.Select(n => RowReference.Load(pass, n))).Where(r => r.IsOfRow && !r.IsResult).Distinct().ToList();
        for (var i = 0; later.Count > 0 && i < read.Count; i++) later[i * later.Count / read.Count].Ahead.Add(read[i]);
    }

    private static bool HasLanes(SweepText sweep) => sweep.References.Count > 0;

    private void AddNumber(SourceWriter writer, Node sum)
    {
        var name = RowReference.Sum(pass, sum).Name;
        writer.Line(pass.Pass.IsOverFeatures ? $"Simd.Write(ref {name}, {Text(sum)});" : $"Simd.Write(ref {name}, Simd.Read(ref {name}) + {Text(sum.Operands[0])});");
    }

    private string Id(Node node) => pass.Names.Identifier(node);

    private string Text(Node node) => pass.Numbers.Contains(node) ? Id(node) : expressions.Definition(node);

    private string Definition(Node node)
    {
        if (pass.Total(node) is { } total) return $"Simd.Read(ref rows.FeatureTotal({total}))";
        if (node.Operation != Operation.Input) return expressions.Definition(node);
        var input = pass.Program.Inputs[node.Index];
        return input.Kind == KernelInputKind.Number ? $"rows.Number({input.Index})" : $"rows.Saved({input.Index}, row)";
    }
}
