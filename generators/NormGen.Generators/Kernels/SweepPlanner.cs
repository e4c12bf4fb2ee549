using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// Splits a pass into the fewest sweeps that its reductions allow. A value of the row is known one sweep after the elements it folds; everything runs in the first sweep that
/// can compute it. An element that a later sweep needs again is recomputed where that is cheap and kept in scratch otherwise.
/// </summary>
internal sealed class SweepPlanner(KernelProgram program, Phases phases, int index, List<Target> targets, List<Node> sums)
{
    private readonly Dictionary<Node, int> levels = [];

    /// <summary>The pass.</summary>
    public Pass Run()
    {
        var pass = new Pass { IsOverFeatures = (index & 1) == 1 };
        pass.Sums.AddRange(sums);
        pass.Statistics.AddRange(targets.Where(t => t.Kind == TargetKind.Statistic));

        var values = targets.Select(t => t.Value).Concat(sums.Select(Element)).ToList();
        foreach (var reduction in Below(values).Where(n => n.IsReduction && n.Operation != Operation.SumOverRows))
            At(pass, Level(reduction.Operands[0])).Reductions.Add(reduction);
        foreach (var sum in sums) At(pass, Level(Element(sum))).Sums.Add(sum);
        foreach (var store in targets.Where(t => t.IsStore)) At(pass, Level(store.Value)).Stores.Add(store);

        // An updated tensor is overwritten in the last sweep that reads it.
        do KeepWhatIsDear(pass);
        while (MoveStores(pass));
        return pass;
    }

    /// <summary>Whether a node varies along the row (or, over features, along the features).</summary>
    public static bool IsLane(Node node) => (node.Extent & Extent.Feature) != 0;

    /// <summary>The element nodes that a sweep computes, operands first; where it stops are inputs, ready values and scratch.</summary>
    public static List<Node> Computed(Pass pass, int sweep, Func<Node, bool> isReady)
    {
        var seen = new HashSet<Node>();
        foreach (var root in pass.Sweeps[sweep].Roots(pass.IsOverFeatures)) Visit(root);
        return [.. seen.OrderBy(n => n.Id)];

        void Visit(Node node)
        {
            if (!IsLane(node) || isReady(node) || IsKeptBefore(pass, sweep, node) || !seen.Add(node)) return;
            foreach (var operand in node.Operands) Visit(operand);
        }
    }

    /// <summary>Whether a sweep finds a node in scratch.</summary>
    public static bool IsKeptBefore(Pass pass, int sweep, Node node) => pass.Kept.Contains(node) && !pass.Sweeps[sweep].Keeps.Contains(node);

    private Node Element(Node sum) => (index & 1) == 0 ? sum.Operands[0] : sum;

    private static Sweep At(Pass pass, int sweep)
    {
        while (pass.Sweeps.Count <= sweep) pass.Sweeps.Add(new Sweep());
        return pass.Sweeps[sweep];
    }

    private List<Node> Below(List<Node> roots)
    {
        var seen = new HashSet<Node>();
        foreach (var root in roots) Visit(root);
        return [.. seen.OrderBy(n => n.Id)];

        void Visit(Node node)
        {
            if (phases.IsReady(node, index) || !seen.Add(node)) return;
            foreach (var operand in node.Operands) Visit(operand);
        }
    }

    /// <summary>The first sweep in which a node is known.</summary>
    private int Level(Node node)
    {
        if (phases.IsReady(node, index)) return 0;
        if (levels.TryGetValue(node, out var level)) return level;
        level = node.Operands.Max(Level) + (node.IsReduction ? 1 : 0);
        return levels[node] = level;
    }

    private void KeepWhatIsDear(Pass pass)
    {
        pass.Kept.Clear();
        foreach (var sweep in pass.Sweeps) sweep.Keeps.Clear();
        for (var i = 1; i < pass.Sweeps.Count; i++)
        {
            var before = new Dictionary<Node, int>();
            for (var j = i - 1; j >= 0; j--)
                foreach (var node in Computed(pass, j, n => phases.IsReady(n, index))) before[node] = j;
            var here = new HashSet<Node>();
            var again = new HashSet<Node>();
            foreach (var root in pass.Sweeps[i].Roots(pass.IsOverFeatures)) Fresh(root);
            foreach (var node in again.OrderByDescending(n => n.Id)) Decide(node);

            // What this sweep alone can compute is computed here; the rest is decided afterwards, when it is known what is loaded anyway.
            void Fresh(Node node)
            {
                if (!IsLane(node)) return;
                if (!phases.IsReady(node, index) && before.ContainsKey(node)) again.Add(node);
                else if (here.Add(node) && !phases.IsReady(node, index))
                    foreach (var operand in node.Operands) Fresh(operand);
            }

            void Decide(Node node)
            {
                if (!IsLane(node) || here.Contains(node) || pass.Kept.Contains(node)) return;
                if (before.ContainsKey(node) && Cost.OfAgain(node, here, n => phases.IsReady(n, index) || pass.Kept.Contains(n)) > Cost.OfScratch)
                {
                    pass.Kept.Add(node);
                    pass.Sweeps[before[node]].Keeps.Add(node);
                    return;
                }

                here.Add(node);
                if (phases.IsReady(node, index)) return;
                foreach (var operand in node.Operands) Decide(operand);
            }
        }
    }

    private bool MoveStores(Pass pass)
    {
        for (var i = pass.Sweeps.Count - 1; i > 0; i--)
        {
            var read = new HashSet<int>(Reads(pass, i));
            for (var j = 0; j < i; j++)
            {
                var late = pass.Sweeps[j].Stores.Where(s => s.Kind == TargetKind.Update && read.Contains(s.Index)).ToList();
                if (late.Count == 0) continue;
                pass.Sweeps[j].Stores.RemoveAll(late.Contains);
                pass.Sweeps[i].Stores.AddRange(late);
                return true;
            }
        }

        return false;
    }

    /// <summary>The tensors that a sweep loads from.</summary>
    private IEnumerable<int> Reads(Pass pass, int sweep)
        => Computed(pass, sweep, n => phases.IsReady(n, index)).SelectMany(n => n.Operands).Concat(pass.Sweeps[sweep].Roots(pass.IsOverFeatures))
            .Where(n => n.Operation == Operation.Input && IsLane(n)).Select(n => program.Inputs[n.Index].Index);
}
