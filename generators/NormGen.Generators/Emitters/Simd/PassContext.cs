using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>What the text of one pass knows: which values are at hand, under which name, and which numbers deserve a local.</summary>
internal sealed class PassContext
{
    private readonly Schedule schedule;
    private readonly Dictionary<Node, int> uses = [];
    private readonly HashSet<Node> inLanes = [];
    private readonly HashSet<Node> compared;

    public PassContext(Schedule schedule, int index, ValueNames names)
    {
        this.schedule = schedule;
        Index = index;
        Names = names;
        Pass = schedule.Passes[index];
        compared = [.. Arithmetic.Reachable(Arithmetic.Reachable(schedule.Program.Targets.Select(t => t.Value))
            .Where(n => n.Operation is Operation.Equal or Operation.MaxOverFeatures or Operation.MinOverFeatures).SelectMany(n => n.Operands))];
        Computed = [.. Pass.Sweeps.Select((_, i) => SweepPlanner.Computed(Pass, i, IsReady))];
        FindNumbers();
        foreach (var number in Numbers) names.Of(number);
    }

    /// <summary>The pass.</summary>
    public Pass Pass { get; }

    /// <summary>Its place.</summary>
    public int Index { get; }

    /// <summary>The program.</summary>
    public KernelProgram Program => schedule.Program;

    /// <summary>The names of values.</summary>
    public ValueNames Names { get; }

    /// <summary>The elements each sweep computes, operands first.</summary>
    public List<List<Node>> Computed { get; }

    /// <summary>The numbers that get a local, operands first.</summary>
    public List<Node> Numbers { get; private set; } = [];

    /// <summary>Whether a value stands below an extremum or a test for equality: backward looks for the element that forward found to be the largest.</summary>
    public bool IsCompared(Node node) => compared.Contains(node);

    /// <summary>Whether a number must be at hand as a vector as well.</summary>
    public bool IsInLanes(Node node) => inLanes.Contains(node);

    /// <summary>The sums of earlier passes by the node they hold, with their number.</summary>
    public int? Total(Node node)
    {
        foreach (var pass in schedule.Passes.Take(Index))
            if (pass.Sums.IndexOf(node) is >= 0 and var i) return pass.FirstSum + i;
        return null;
    }

    /// <summary>Whether a node is there when the pass begins.</summary>
    public bool IsReady(Node node) => node.Operands.IsEmpty || Total(node) is not null;

    /// <summary>Whether a number is the same for all rows of the pass.</summary>
    public bool IsOfCall(Node node)
    {
        if (node.Operation == Operation.Input) return node.Extent == Extent.Scalar;
        return IsReady(node) || (!node.IsReduction && node.Operands.All(IsOfCall));
    }

    /// <summary>The first sweep before which a number is known: 0 before all.</summary>
    public int KnownBefore(Node node)
    {
        if (IsReady(node)) return 0;
        for (var i = 0; i < Pass.Sweeps.Count; i++)
            if (Pass.Sweeps[i].Reductions.Contains(node)) return i + 1;
        return node.Operands.Max(KnownBefore);
    }

    private void FindNumbers()
    {
        var reached = new HashSet<Node>();
        foreach (var sweep in Computed)
            foreach (var number in sweep.SelectMany(n => n.Operands).Where(o => !SweepPlanner.IsLane(o))) InLanes(number);
        foreach (var root in Pass.Sweeps.SelectMany(s => s.Roots(Pass.IsOverFeatures)).Where(r => !SweepPlanner.IsLane(r))) InLanes(root);
        foreach (var target in Pass.Statistics) Use(target.Value, 2);
        Numbers = [.. reached.Where(n => NeedsLocal(n)).OrderBy(n => n.Id)];

        void InLanes(Node node)
        {
            if (node.Operation != Operation.Constant) inLanes.Add(node);
            Use(node, 2);
        }

        void Use(Node node, int times)
        {
            uses[node] = (uses.TryGetValue(node, out var count) ? count : 0) + times;
            if (!reached.Add(node) || IsReady(node)) return;
            if (node.IsReduction) return;
            foreach (var operand in node.Operands) Use(operand, node.Operation == Operation.Square ? 2 : 1);
        }
    }

    private bool NeedsLocal(Node node)
    {
        if (node.Operation is Operation.Constant) return false;
        if (node.Operation is Operation.FeatureCount or Operation.RowCount) return inLanes.Contains(node) || uses[node] > 1;
        // Numbers of the call are computed once, before the loop over rows, however often they are used there.
        return node.IsReduction || node.Operation == Operation.Input || Total(node) is not null || uses[node] > 1 || (IsOfCall(node) && UsedByRow(node));
    }

    private bool UsedByRow(Node node) => uses.Keys.Any(n => !IsReady(n) && !n.IsReduction && !IsOfCall(n) && n.Operands.Contains(node));
}
