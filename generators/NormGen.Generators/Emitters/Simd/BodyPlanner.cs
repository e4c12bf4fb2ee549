using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>
/// Puts the steps of a pass into its loops: sweeps, the numbers between them, what is folded and delivered. A number that a loop finds and a later loop needs is kept if it is a reduction, and
/// computed again from such if not.
/// </summary>
internal sealed class BodyPlanner
{
    private readonly PassContext pass;
    private readonly List<Action> actions = [];
    private readonly Dictionary<Node, int> slots = [];

    private BodyPlanner(PassContext pass)
    {
        this.pass = pass;
        foreach (var fold in pass.Pass.Folds) actions.Add(new(pass.Pass.Loops.IndexOf(Folds.Axis(fold.Operation)) + 1, pass.StageOf(fold.Operands[0]), new BodyStep.Fold(fold), fold.Operands[0]));
        foreach (var sum in pass.NumberSums)
        {
            var number = pass.Pass.IsOverFeatures ? sum : sum.Operands[0];
            actions.Add(new(SweepPlanner.DepthOf(pass.Pass, number.Extent), pass.StageOf(number), new BodyStep.AddSum(sum), number));
        }

        foreach (var carried in pass.Pass.Carries) actions.Add(new(SweepPlanner.DepthOf(pass.Pass, carried.Extent), pass.StageOf(carried), new BodyStep.Carry(carried, pass.SlotOf(carried)), carried));
        foreach (var target in pass.Pass.RowNumbers) actions.Add(new(SweepPlanner.DepthOf(pass.Pass, target.Extent), pass.StageOf(target.Value), new BodyStep.Deliver(target), target.Value));
    }

    /// <summary>The steps of a pass, and how many numbers of each part of the row it keeps between loops.</summary>
    public static (LoopBody Body, int Kept) Plan(PassContext pass)
    {
        var planner = new BodyPlanner(pass);
        planner.BuildAll();
        foreach (var kept in planner.slots) planner.actions.Add(new(SweepPlanner.DepthOf(pass.Pass, kept.Key.Extent), pass.StageOf(kept.Key), new BodyStep.Keep(kept.Key, kept.Value), null));
        return (planner.BuildAll(), planner.slots.Count);
    }

    private LoopBody BuildAll() => Build(0, default, [.. pass.Pass.Sweeps.Select((_, i) => i)], actions).Body;

    private (LoopBody Body, HashSet<Node> Missing) Build(int depth, Stage at, List<int> sweeps, List<Action> within)
    {
        var loops = pass.Pass.Loops;
        var steps = new List<(Stage Stage, int Order, int Id, BodyStep Step)>();
        var wanted = new Queue<Node>();
        foreach (var i in sweeps.Where(i => pass.Pass.Sweeps[i].Depth == depth))
        {
            steps.Add((pass.Pass.Sweeps[i].Stage, 2, i, new BodyStep.Run(i)));
            foreach (var number in pass.NumbersOf(i)) wanted.Enqueue(number);
        }

        foreach (var (action, i) in within.Where(a => a.Depth == depth).Select((a, i) => (a, i)))
        {
            steps.Add((action.Stage, 1, i, action.Step));
            if (action.Uses is { } number) wanted.Enqueue(number);
        }

        if (depth < loops.Count)
        {
            var inner = sweeps.Where(i => pass.Pass.Sweeps[i].Depth > depth).ToList();
            var deeper = within.Where(a => a.Depth > depth).ToList();
            var axis = loops[depth];
            foreach (var turn in inner.Select(i => pass.Pass.Sweeps[i].Stage.Of(axis)).Concat(deeper.Select(a => a.Stage.Of(axis))).Distinct().OrderBy(t => t))
            {
                var start = axis == Extent.Group ? new Stage(turn, 0, 0) : at with { Channel = turn, Feature = 0 };
                var end = axis == Extent.Group ? new Stage(turn, int.MaxValue, int.MaxValue) : start with { Feature = int.MaxValue };
                var mine = deeper.FindAll(a => a.Stage.Of(axis) == turn);
                var (body, missing) = Build(depth + 1, start, inner.FindAll(i => pass.Pass.Sweeps[i].Stage.Of(axis) == turn), mine);
                var folds = mine.Select(a => a.Step).OfType<BodyStep.Fold>().Select(f => f.Reduction).Where(f => Folds.Axis(f.Operation) == axis).ToList();
                var lanes = body.Sweeps.SelectMany(i => pass.Pass.Sweeps[i].LaneFolds).Where(f => Folds.Axis(f.Operation) == axis).ToList();
                steps.Add((end, 3, turn, new BodyStep.Loop(axis, body, folds, lanes)));
                foreach (var number in missing) wanted.Enqueue(number);
            }
        }

        var missingHere = Define(depth, at, wanted, steps);
        var result = new LoopBody(depth);
        result.Steps.AddRange(steps.OrderBy(s => s.Stage).ThenBy(s => s.Order).ThenBy(s => s.Id).Select(s => s.Step));
        return (result, missingHere);
    }

    /// <summary>Adds what gives the wanted numbers their names here, and returns those that belong outside.</summary>
    private HashSet<Node> Define(int depth, Stage at, Queue<Node> wanted, List<(Stage Stage, int Order, int Id, BodyStep Step)> steps)
    {
        var outside = new HashSet<Node>();
        var seen = new HashSet<Node>();
        while (wanted.Count > 0)
        {
            var number = wanted.Dequeue();
            if (!seen.Add(number) || number.Operation == Operation.Constant || (pass.Numbers.Contains(number) && pass.IsOfCall(number))) continue;
            if (!pass.Numbers.Contains(number))
            {
                foreach (var operand in number.Operands) wanted.Enqueue(operand);
                continue;
            }

            if (SweepPlanner.DepthOf(pass.Pass, number.Extent) < depth)
            {
                outside.Add(number);
                continue;
            }

            var known = pass.StageOf(number);
            var isOfThisTurn = pass.Pass.Loops.Take(depth).All(axis => known.Of(axis) == at.Of(axis));
            if (number.IsReduction && !pass.IsReady(number))
            {
                if (isOfThisTurn) continue;
                if (!slots.TryGetValue(number, out var slot)) slots[number] = slot = slots.Count;
                steps.Add((at, -1, number.Id, new BodyStep.Restore(number, slot)));
                continue;
            }

            steps.Add((isOfThisTurn ? known : at, 0, number.Id, new BodyStep.Define(number)));
            if (!pass.IsReady(number))
                foreach (var operand in number.Operands) wanted.Enqueue(operand);
        }

        return outside;
    }

    /// <summary>A step that must be taken once its number is known.</summary>
    private sealed record Action(int Depth, Stage Stage, BodyStep Step, Node? Uses);
}
