using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// The earliest pass that can compute each node: even passes run over rows, odd ones over the features of the sums that the pass before left.
/// A formula without sums over rows has pass 0 alone. Where rows need dear functions of per-feature inputs, such as 1/√(running variance), pass 1 computes these once and rows begin with pass 2.
/// </summary>
/// <param name="roots">The values of the program.</param>
internal sealed class Phases(IEnumerable<Node> roots)
{
    private readonly Dictionary<Node, int> phases = [];

    /// <summary>The first pass over rows.</summary>
    public int First { get; } = Arithmetic.Reachable(roots).Any(n => (n.Extent & Extent.Row) != 0 && n.Operands.Any(o => (o.Extent & Extent.Row) == 0 && HoldsDear(o))) ? 2 : 0;

    /// <summary>The pass of a node; a sum over rows counts as known in the pass after the one that adds it up.</summary>
    public int Of(Node node)
    {
        if (phases.TryGetValue(node, out var phase)) return phase;
        phase = node.Operands.IsEmpty ? 0 : node.Operands.Max(Of);
        // The sum that deviations have beside them is found in their own pass.
        if (IsOverRows(node)) phase = Math.Max(Rows(Of(node.Operands[0])), First) + 1;
        else if ((node.Extent & Extent.Row) != 0) phase = Math.Max(Rows(phase), First);
        else if (First > 0 && IsDear(node)) phase = Math.Max(phase, 1);
        return phases[node] = phase;
    }

    /// <summary>Whether a node folds the rows.</summary>
    public static bool IsOverRows(Node node) => Folds.Axis(node.Operation) == Extent.Row;

    /// <summary>The first pass over rows at or after a pass.</summary>
    public static int Rows(int phase) => phase + (phase & 1);

    /// <summary>Numbers of a row that the pass which finds them carries to later ones, so that these need no sweep for them.</summary>
    public HashSet<Node> Carried { get; } = [];

    /// <summary>Whether a node is there when a pass begins: an input, a literal, or a value that an earlier pass left.</summary>
    public bool IsReady(Node node, int pass)
    {
        if (node.Operands.IsEmpty) return true;
        var phase = Of(node);
        if (Carried.Contains(node)) return phase < pass;
        return (phase & 1) == 1 && (phase < pass || (IsOverRows(node) && phase == pass));
    }

    /// <summary>The pass that adds up (or computes) a value that others find ready.</summary>
    public int Owner(Node ready) => IsOverRows(ready) ? Of(ready) - 1 : Of(ready);

    /// <summary>Whether a number a feature takes more than a few operations to compute.</summary>
    private static bool IsDear(Node node) => SweepPlanner.IsLane(node) && !node.IsRandom && Cost.OfOperation(node.Operation) > Cost.OfScratch;

    /// <summary>Whether such a one is needed that no sum over rows enters: the others are known between passes anyway.</summary>
    private static bool HoldsDear(Node node) => Arithmetic.Reachable([node]) is var below && below.Any(IsDear) && !below.Any(IsOverRows);
}
