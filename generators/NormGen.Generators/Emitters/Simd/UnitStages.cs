using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>
/// Cuts what is done for a unit into stages, each up to a sweep whose reductions the next one waits for. Units that are parts of rows may be short; a stage then runs for several of them before the next one does, so that the
/// sums of lanes, roots and divisions between two sweeps of a unit need not wait for another's. Reductions are left to later stages, other numbers are computed again from such.
/// </summary>
internal static class UnitStages
{
    /// <summary>The stages of a pass; none where it takes its units one by one.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="body">What is done for a unit.</param>
    public static List<LoopBody> Of(PassContext pass, LoopBody body)
    {
        if (!TakesSeveral(pass)) return [];
        var parts = new List<List<BodyStep>> { new() };
        foreach (var step in body.Steps)
        {
            parts[parts.Count - 1].Add(step);
            if (step is BodyStep.Run run && pass.Pass.Sweeps[run.Sweep].Reductions.Count > 0) parts.Add([]);
        }

        parts.RemoveAll(p => p.Count == 0);
        if (parts.Count(p => p.Exists(s => s is BodyStep.Run)) < 2) return [];
        var taken = new HashSet<Node>();
        var stages = new List<LoopBody>();
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            var (stage, later) = (new LoopBody(0), taken.ToList());
            var needed = Needed(pass, parts[i]);
            stage.Steps.AddRange(needed.Where(n => IsFound(pass, n)).OrderBy(n => n.Id).Select(n => new BodyStep.Take(n)));
            stage.Steps.AddRange(parts.Take(i + 1).SelectMany(p => p).OfType<BodyStep.Define>().Where(d => needed.Contains(d.Number)));
            stage.Steps.AddRange(parts[i].Where(s => s is not BodyStep.Define));
            stage.Steps.AddRange(parts[i].OfType<BodyStep.Run>().SelectMany(r => pass.Pass.Sweeps[r.Sweep].Reductions).Where(later.Contains).Select(r => new BodyStep.Leave(r)));
            taken.UnionWith(needed.Where(n => IsFound(pass, n)));
            stages.Insert(0, stage);
        }

        return stages;
    }

    /// <summary>Whether nothing of a unit but numbers outlives a sweep, and a number that is read again is what it was.</summary>
    private static bool TakesSeveral(PassContext pass)
        => !pass.Pass.IsOverFeatures && pass.Pass.Loops.Count == 0 && (pass.Pass.Unit & (Extent.Group | Extent.Channel)) != 0 && !pass.Program.Segments.IsEmpty
            && pass.Pass.Kept.Count == 0 && pass.Pass.Deviations == 0 && pass.Pass.RowNumbers.TrueForAll(t => t.Kind != TargetKind.Update);

    private static bool IsFound(PassContext pass, Node number) => number.IsReduction && !pass.IsReady(number);

    /// <summary>The numbers of the unit that steps use, with those that these are computed from.</summary>
    private static HashSet<Node> Needed(PassContext pass, List<BodyStep> steps)
    {
        var needed = new HashSet<Node>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case BodyStep.Run { Sweep: var i }:
                    foreach (var number in pass.NumbersOf(i)) Visit(number);
                    break;
                case BodyStep.AddSum { Sum: var sum }:
                    Visit(sum.Operands[0]);
                    break;
                case BodyStep.Carry { Number: var carried }:
                    Visit(carried);
                    break;
                case BodyStep.Deliver { Target: var target }:
                    Visit(target.Value);
                    break;
            }
        }

        return needed;

        void Visit(Node number)
        {
            var isNamed = pass.Numbers.Contains(number);
            if (number.Operation == Operation.Constant || (isNamed && (pass.IsOfCall(number) || !needed.Add(number))) || IsFound(pass, number) || (isNamed && pass.IsReady(number))) return;
            foreach (var operand in number.Operands) Visit(operand);
        }
    }
}
