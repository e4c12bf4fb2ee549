using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// The earliest pass that can compute each node: even passes run over rows, odd ones over the features of the sums that the pass before left.
/// A formula without sums over rows has pass 0 alone.
/// </summary>
internal sealed class Phases
{
    private readonly Dictionary<Node, int> phases = [];

    /// <summary>The pass of a node; a sum over rows counts as known in the pass after the one that adds it up.</summary>
    public int Of(Node node)
    {
        if (phases.TryGetValue(node, out var phase)) return phase;
        phase = node.Operands.IsEmpty ? 0 : node.Operands.Max(Of);
        if (IsOverRows(node)) phase = Rows(phase) + 1;
        else if ((node.Extent & Extent.Row) != 0) phase = Rows(phase);
        return phases[node] = phase;
    }

    /// <summary>Whether a node folds the rows.</summary>
    public static bool IsOverRows(Node node) => Folds.Axis(node.Operation) == Extent.Row;

    /// <summary>The first pass over rows at or after a pass.</summary>
    public static int Rows(int phase) => phase + (phase & 1);

    /// <summary>Whether a node is there when a pass begins: an input, a literal, or a value that an earlier pass left.</summary>
    public bool IsReady(Node node, int pass)
    {
        if (node.Operands.IsEmpty) return true;
        var phase = Of(node);
        return (phase & 1) == 1 && (phase < pass || (IsOverRows(node) && phase == pass));
    }

    /// <summary>The pass that adds up (or computes) a value that others find ready.</summary>
    public int Owner(Node ready) => IsOverRows(ready) ? Of(ready) - 1 : Of(ready);
}
