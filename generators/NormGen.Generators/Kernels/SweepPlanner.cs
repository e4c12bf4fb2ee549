using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// Splits a pass into the fewest sweeps that its reductions allow. A value of the row is known one sweep after the elements it folds; everything runs in the first sweep that
/// can compute it. An element that a later sweep needs again is recomputed where that is cheap and kept in scratch otherwise.
/// </summary>
internal sealed class SweepPlanner(KernelProgram program, Phases phases, int index, List<Target> targets, List<Node> sums, List<Node> carries)
{
    private readonly Dictionary<Node, Stage> stages = [];

    /// <summary>The pass.</summary>
    public Pass Run()
    {
        var pass = new Pass { IsOverFeatures = (index & 1) == 1 };
        pass.Sums.AddRange(sums);
        pass.RowNumbers.AddRange(targets.Where(t => t.IsOfRow));
        pass.Carries.AddRange(carries);

        var values = targets.Select(t => t.Value).Concat(sums.Select(Element)).Concat(carries).ToList();
        var reductions = Below(values).Where(n => n.IsReduction && !Phases.IsOverRows(n)).ToList();
        ChooseUnit(pass, reductions);
        foreach (var reduction in reductions)
        {
            if (Folds.Axis(reduction.Operation) == Extent.Feature) At(pass, reduction.Operands[0]).Reductions.Add(reduction);
            else if (IsLane(reduction)) At(pass, reduction.Operands[0]).LaneFolds.Add(reduction);
            else pass.Folds.Add(reduction);
        }

        foreach (var sum in sums.Where(s => IsLane(Element(s)))) At(pass, Element(sum)).Sums.Add(sum);
        foreach (var store in targets.Where(t => t.IsStore)) At(pass, store.Value, store.Extent).Stores.Add(store);
        pass.Sweeps.Sort((a, b) => a.Stage.CompareTo(b.Stage) is var order and not 0 ? order : a.Depth.CompareTo(b.Depth));

        // An updated tensor is overwritten in the last sweep that reads it.
        do KeepWhatIsDear(pass);
        while (MoveStores(pass));
        for (var i = 0; i < pass.Sweeps.Count; i++) pass.Sweeps[i].Reads.UnionWith(Reads(pass, i));
        return pass;
    }

    /// <summary>Whether a node varies along the row (or, over features, along the features).</summary>
    public static bool IsLane(Node node) => (node.Extent & Extent.Feature) != 0;

    /// <summary>The element nodes that a sweep computes, operands first; where it stops are inputs, ready values and scratch.</summary>
    public static List<Node> Computed(Pass pass, int sweep, Func<Node, bool> isReady)
    {
        var seen = new HashSet<Node>();
        foreach (var root in pass.Sweeps[sweep].Roots(pass.IsOverFeatures)) Visit(root);
        return Arithmetic.ById(seen);

        void Visit(Node node)
        {
            if (!IsLane(node) || node.IsReduction || isReady(node) || IsKeptBefore(pass, sweep, node) || !seen.Add(node)) return;
            foreach (var operand in node.Operands) Visit(operand);
        }
    }

    /// <summary>Whether a sweep finds a node in scratch.</summary>
    public static bool IsKeptBefore(Pass pass, int sweep, Node node) => pass.Kept.Contains(node) && !pass.Sweeps[sweep].Keeps.Contains(node)
        && (pass.KeptOfChannels.Contains(node) ? pass.Sweeps.FindIndex(s => s.Keeps.Contains(node)) < sweep : pass.Sweeps.Any(s => s.Keeps.Contains(node) && SharesTurn(pass, s, pass.Sweeps[sweep])));

    /// <summary>In how many of the pass's loops a value varies: the deepest of them.</summary>
    public static int DepthOf(Pass pass, Extent extent)
    {
        for (var depth = pass.Loops.Count; depth > 0; depth--)
            if ((extent & pass.Loops[depth - 1]) != 0) return depth;
        return 0;
    }

    /// <summary>When a node is known in the pass.</summary>
    public static Stage StageOf(Node node, Func<Node, bool> isReady, Dictionary<Node, Stage> known)
    {
        if (isReady(node)) return default;
        if (known.TryGetValue(node, out var stage)) return stage;
        stage = node.Operands.Aggregate(default(Stage), (latest, o) => Stage.Later(latest, StageOf(o, isReady, known)));
        return known[node] = node.IsReduction ? stage.After(Folds.Axis(node.Operation)) : stage;
    }

    /// <summary>Whether two sweeps run in the same turn of the loops around them, so that one finds what the other kept.</summary>
    private static bool SharesTurn(Pass pass, Sweep a, Sweep b)
        => a.Depth == b.Depth && pass.Loops.Take(a.Depth).All(axis => a.Stage.Of(axis) == b.Stage.Of(axis));

    /// <summary>Whether two sweeps run in loops over the channels of one group, of which there are few as a rule: functions of elements are kept from one loop to the next, all else is computed again.</summary>
    private bool SharesGroup(Pass pass, Sweep a, Sweep b) => program.Name != "Update" && program.Segments.Contains(Extent.Group) && pass.Loops is [Extent.Channel] && a.Depth == 1 && b.Depth == 1;

    private Node Element(Node sum) => (index & 1) == 0 ? sum.Operands[0] : sum;

    /// <summary>Where nothing is folded along the parts of a row, each part is a unit: more pieces for more threads, and no loop. (What is summed over rows must then be of parts too, or it would be added once for each.)</summary>
    private void ChooseUnit(Pass pass, List<Node> reductions)
    {
        var segments = program.Segments;
        var folded = reductions.Aggregate(Extent.Scalar, (axes, r) => axes | Folds.Axis(r.Operation));
        var units = pass.IsOverFeatures ? 0 : segments.Length;
        while (units > 0 && (segments.Take(units).Any(axis => (folded & axis) != 0) || sums.Any(s => (Element(s).Extent & segments[units - 1]) == 0))) units--;
        pass.Loops.AddRange(segments.Skip(units));
        pass.Unit = segments.Take(units).Aggregate(pass.IsOverFeatures ? Extent.Scalar : Extent.Row, (unit, axis) => unit | axis);
    }

    private Sweep At(Pass pass, Node value, Extent extent = Extent.Scalar)
    {
        var (stage, depth) = (StageOf(value), DepthOf(pass, value.Extent | extent));
        var sweep = pass.Sweeps.Find(s => s.Stage == stage && s.Depth == depth);
        if (sweep is null) pass.Sweeps.Add(sweep = new Sweep { Stage = stage, Depth = depth });
        return sweep;
    }

    private List<Node> Below(List<Node> roots)
    {
        var seen = new HashSet<Node>();
        foreach (var root in roots) Visit(root);
        return Arithmetic.ById(seen);

        void Visit(Node node)
        {
            if (phases.IsReady(node, index) || !seen.Add(node)) return;
            foreach (var operand in node.Operands) Visit(operand);
        }
    }

    private Stage StageOf(Node node) => StageOf(node, n => phases.IsReady(n, index), stages);

    private void KeepWhatIsDear(Pass pass)
    {
        pass.Kept.Clear();
        pass.KeptOfChannels.Clear();
        foreach (var sweep in pass.Sweeps) sweep.Keeps.Clear();
        for (var i = 1; i < pass.Sweeps.Count; i++)
        {
            var before = new Dictionary<Node, int>();
            for (var j = i - 1; j >= 0; j--)
            {
                var isSameTurn = SharesTurn(pass, pass.Sweeps[j], pass.Sweeps[i]);
                if (!isSameTurn && !SharesGroup(pass, pass.Sweeps[j], pass.Sweeps[i])) continue;
                foreach (var node in Computed(pass, j, n => phases.IsReady(n, index)))
                    if (isSameTurn || ElementFunctions.Contains(node)) before[node] = j;
            }

            var here = new HashSet<Node>();
            var again = new HashSet<Node>();
            foreach (var root in pass.Sweeps[i].Roots(pass.IsOverFeatures)) Fresh(root);
            foreach (var node in again.OrderByDescending(n => n.Id)) Decide(node);
            foreach (var kept in pass.Kept.Where(k => IsKeptBefore(pass, i, k)).ToList()) KeepMore(pass, i, kept);

            // What this sweep alone can compute is computed here; the rest is decided afterwards, when it is known what is loaded anyway.
            void Fresh(Node node)
            {
                if (!IsLane(node)) return;
                if (!IsFound(node) && before.ContainsKey(node)) again.Add(node);
                else if (here.Add(node) && !IsFound(node))
                    foreach (var operand in node.Operands) Fresh(operand);
            }

            void Decide(Node node)
            {
                if (!IsLane(node) || here.Contains(node) || IsKeptBefore(pass, i, node)) return;
                if (before.ContainsKey(node) && Cost.OfAgain(node, here, n => IsFound(n) || IsKeptBefore(pass, i, n)) > Cost.OfScratch)
                {
                    if (!pass.Kept.Contains(node)) pass.Kept.Add(node);
                    pass.Sweeps[before[node]].Keeps.Add(node);
                    if (!pass.KeptOfChannels.Contains(node) && !SharesTurn(pass, pass.Sweeps[before[node]], pass.Sweeps[i])) pass.KeptOfChannels.Add(node);
                    return;
                }

                here.Add(node);
                if (IsFound(node)) return;
                foreach (var operand in node.Operands) Decide(operand);
            }
        }
    }

    /// <summary>Where all that a sweep makes of a kept element with a tensor's rows could have been made by the sweep that keeps it, that is kept instead: the rows need not be read again.</summary>
    private void KeepMore(Pass pass, int sweep, Node kept)
    {
        var by = pass.Sweeps.FindIndex(s => s.Keeps.Contains(kept));
        if (by < 0 || pass.KeptIn(kept) is not null || IsReadBetween(kept)) return;
        var known = pass.Sweeps[by];
        var read = Inputs(Touched(by));
        foreach (var more in Computed(pass, sweep, n => phases.IsReady(n, index)).OrderByDescending(n => n.Id))
        {
            if (StageOf(more).CompareTo(known.Stage) > 0 || DepthOf(pass, more.Extent) != known.Depth) continue;
            var below = Under([more], null);
            if (!below.Contains(kept) || !Inputs(below).IsSubsetOf(read)) continue;
            var rest = Under(pass.Sweeps[sweep].Roots(pass.IsOverFeatures), more);
            var used = below.Where(pass.Kept.Contains).ToList();
            if (rest.Contains(kept) || Inputs(below).IsSubsetOf(Inputs(rest)) || !used.TrueForAll(known.Keeps.Contains)) continue;
            foreach (var list in new[] { pass.Kept, known.Keeps, pass.KeptOfChannels })
            {
                if (list.IndexOf(kept) is >= 0 and var place) list[place] = more;
                list.RemoveAll(k => k != more && used.Contains(k) && !rest.Contains(k) && pass.KeptIn(k) is null && !IsReadBetween(k));
            }

            return;
        }

        bool IsReadBetween(Node node) => Enumerable.Range(by + 1, sweep - by - 1).Any(i => Touched(i).Contains(node));

        HashSet<Node> Touched(int i) => [.. Computed(pass, i, n => phases.IsReady(n, index)).SelectMany(n => n.Operands).Concat(pass.Sweeps[i].Roots(pass.IsOverFeatures))];

        HashSet<Node> Under(IEnumerable<Node> roots, Node? end)
        {
            var seen = new HashSet<Node>();
            foreach (var root in roots) Visit(root);
            return seen;

            void Visit(Node node)
            {
                if (!IsLane(node) || node == end || !seen.Add(node) || IsFound(node) || IsKeptBefore(pass, sweep, node)) return;
                foreach (var operand in node.Operands) Visit(operand);
            }
        }

        static HashSet<Node> Inputs(IEnumerable<Node> nodes) => [.. nodes.Where(n => n.Operation == Operation.Input && n.Extent.IsLarge())];
    }

    /// <summary>Whether an element is in memory: it was there before the pass, or was folded into a row of scratch.</summary>
    private bool IsFound(Node node) => phases.IsReady(node, index) || node.IsReduction;

    private bool MoveStores(Pass pass)
    {
        for (var i = pass.Sweeps.Count - 1; i > 0; i--)
        {
            var read = new HashSet<int>(Reads(pass, i));
            for (var j = 0; j < i; j++)
            {
                var late = pass.Sweeps[j].Stores.Where(s => read.Any(input => program.Inputs[input].IsOverwrittenBy(s))).ToList();
                if (late.Count == 0) continue;
                pass.Sweeps[j].Stores.RemoveAll(late.Contains);
                pass.Sweeps[i].Stores.AddRange(late);
                return true;
            }
        }

        return false;
    }

    /// <summary>The inputs that a sweep loads elements of.</summary>
    private IEnumerable<int> Reads(Pass pass, int sweep)
        => Computed(pass, sweep, n => phases.IsReady(n, index)).SelectMany(n => n.Operands).Concat(pass.Sweeps[sweep].Roots(pass.IsOverFeatures))
            .Where(n => n.Operation == Operation.Input && IsLane(n)).Select(n => n.Index);
}
