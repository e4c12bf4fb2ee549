using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>What the text of one pass knows: which values are at hand, under which name, and which numbers deserve a local.</summary>
internal sealed class PassContext
{
    private const int MostSums = 64;
    private readonly Schedule schedule;
    private readonly Dictionary<Node, int> uses = [];
    private readonly Dictionary<Node, Stage> stages = [];
    private readonly Dictionary<Node, int> totals = [];
    private readonly Dictionary<Node, bool> ofCall = [];
    private readonly HashSet<Node> inLanes = [];
    private readonly HashSet<Node> compared;
    private readonly List<Node> functions;

    public PassContext(Schedule schedule, int index, ValueNames names)
    {
        this.schedule = schedule;
        Index = index;
        Names = names;
        Pass = schedule.Passes[index];
        for (var i = index - 1; i >= 0; i--)
            for (var k = schedule.Passes[i].Sums.Count - 1; k >= 0; k--) totals[schedule.Passes[i].Sums[k]] = schedule.Passes[i].FirstSum + k;
        NumberSums = [.. Pass.Sums.Where(s => !SweepPlanner.IsLane(Pass.IsOverFeatures ? s : s.Operands[0]))];
        compared = [.. Arithmetic.Reachable(Arithmetic.Reachable(schedule.Program.Targets.Select(t => t.Value))
            .Where(n => n.Operation == Operation.Equal || (n.IsReduction && Folds.Kind(n.Operation) != FoldKind.Sum)).SelectMany(n => n.Operands))];
        Computed = [.. Pass.Sweeps.Select((_, i) => SweepPlanner.Computed(Pass, i, IsReady))];
        functions = [.. Computed.SelectMany(c => c).Where(ElementFunctions.Contains).Distinct()];
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

    /// <summary>Sums over rows of numbers of a row (or of its parts); over features, numbers that later passes want.</summary>
    public List<Node> NumberSums { get; }

    /// <summary>Whether a value stands below an extremum or a test for equality: backward looks for the element that forward found to be the largest.</summary>
    public bool IsCompared(Node node) => compared.Contains(node);

    /// <summary>Whether a sum or reduction of a pass over rows serves gradients of parameters alone, so that it is left out where none of these is wanted. Of a long list of sums, the run time knows it of those that it has a bit for.</summary>
    public bool IsForParameters(Node node) => !Pass.IsOverFeatures && Pass.Deviations == 0 && Pass.Sums.Count <= MostSums && !schedule.Always.Contains(node);

    /// <summary>The sums of earlier passes by the node they hold, with their number.</summary>
    public int? Total(Node node) => totals.TryGetValue(node, out var number) ? number : null;

    /// <summary>Whether a node is there when the pass begins.</summary>
    public bool IsReady(Node node) => node.Operands.IsEmpty || totals.ContainsKey(node) || Carried(node) is not null;

    /// <summary>The place of a number of a row among those that passes carry, where an earlier pass does.</summary>
    public int? Carried(Node node) => Slot(node) is (var pass, var slot) && pass < Index ? slot : null;

    /// <summary>The place of a number that this pass carries.</summary>
    public int SlotOf(Node carried) => Slot(carried)!.Value.Slot;

    /// <summary>Whether a number is the same for the whole pass.</summary>
    public bool IsOfCall(Node node)
    {
        if (IsReady(node)) return node.Extent == Extent.Scalar;
        if (ofCall.TryGetValue(node, out var known)) return known;
        return ofCall[node] = !node.IsReduction && !(node.IsRandom && node.Extent != Extent.Scalar) && node.Operands.All(IsOfCall);
    }

    /// <summary>The number of the block that a function of elements is computed in.</summary>
    public int BlockOf(Node function) => functions.IndexOf(function);

    /// <summary>When a node is known in this pass.</summary>
    public Stage StageOf(Node node) => SweepPlanner.StageOf(node, IsReady, stages);

    /// <summary>The numbers that a sweep uses.</summary>
    public IEnumerable<Node> NumbersOf(int sweep)
        => Computed[sweep].SelectMany(n => n.Operands).Concat(Pass.Sweeps[sweep].Roots(Pass.IsOverFeatures)).Where(n => !SweepPlanner.IsLane(n) && n.Operation != Operation.Constant).Distinct().OrderBy(n => n.Id);

    /// <summary>In how many loops a value of an extent varies; -1 where it is the same for the whole pass.</summary>
    public int DepthOf(Extent extent)
        => (extent & (Pass.Unit | Pass.Loops.Aggregate(Extent.Scalar, (axes, axis) => axes | axis))) == 0 ? -1 : SweepPlanner.DepthOf(Pass, extent);

    /// <summary>The number of a place among those of an extent (features aside), as C#; empty where there is one place only.</summary>
    public string Place(Extent extent)
    {
        var part = (extent & Extent.Channel) != 0 ? "channel" : (extent & Extent.Group) != 0 ? "group" : "";
        if ((extent & (Extent.Channel | Extent.Group)) == Extent.Channel && (Program.Element & Extent.Group) != 0) part = "channel % rows.ChannelsPerGroup";
        if ((extent & Extent.Row) == 0) return part;
        return part.Length == 0 ? "row" : $"row * {((extent & Extent.Channel) != 0 ? "rows.Channels" : "rows.Groups")} + {part}";
    }

    /// <summary>The random numbers of the unit that the text stands in, or of one place: a call on <c>rows</c>.</summary>
    public string Random(Node node, Func<Node, string> number)
    {
        var place = Place(node.Extent & ~Extent.Feature);
        return $"rows.Random{((node.Extent & Extent.Feature) == 0 ? "Number" : "")}({string.Join(", ", node.Operands.Where((_, i) => i != 1).Select(number))}, {(place.Length == 0 ? "0" : place)})";
    }

    private (int Pass, int Slot)? Slot(Node node)
    {
        var before = 0;
        for (var i = 0; i < schedule.Passes.Count; before += schedule.Passes[i++].Carries.Count)
            if (schedule.Passes[i].Carries.IndexOf(node) is >= 0 and var place) return (i, before + place);
        return null;
    }

    private void FindNumbers()
    {
        var reached = new HashSet<Node>();
        foreach (var sweep in Computed)
            foreach (var number in sweep.SelectMany(n => n.Operands).Where(o => !SweepPlanner.IsLane(o))) InLanes(number);
        foreach (var root in Pass.Sweeps.SelectMany(s => s.Roots(Pass.IsOverFeatures)).Where(r => !SweepPlanner.IsLane(r))) InLanes(root);
        foreach (var target in Pass.RowNumbers) Use(target.Value, 2);
        foreach (var carried in Pass.Carries) Use(carried, 2);
        foreach (var fold in Pass.Folds) Use(fold.Operands[0], 1);
        foreach (var sum in NumberSums) Use(Pass.IsOverFeatures ? sum : sum.Operands[0], Pass.IsOverFeatures ? 2 : 1);
        foreach (var fold in Pass.Folds) reached.Add(fold);
        foreach (var reduction in Pass.Sweeps.SelectMany(s => s.Reductions)) reached.Add(reduction);
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
        var count = uses.TryGetValue(node, out var found) ? found : 0;
        if (Folds.IsCount(node.Operation)) return inLanes.Contains(node) || count > 1;
        // Numbers of the call are computed once, before the loop over rows, however often they are used there.
        return node.IsReduction || node.Operation == Operation.Input || Total(node) is not null || count > 1 || (IsOfCall(node) && UsedByRow(node));
    }

    private bool UsedByRow(Node node) => uses.Keys.Any(n => !IsReady(n) && !n.IsReduction && !IsOfCall(n) && n.Operands.Contains(node));
}
