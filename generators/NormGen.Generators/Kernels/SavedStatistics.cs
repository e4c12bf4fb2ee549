using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Decides what forward saves for backward: numbers of a row, or of a feature where they come of sums over rows, and as few as the others can be recomputed from.</summary>
internal static class SavedStatistics
{
    /// <summary>The nodes of the formula to save, in order of computation.</summary>
    public static ImmutableArray<Node> Choose(FormulaGraph formula, FormulaGraph derivative)
    {
        var forward = new HashSet<Node>(Arithmetic.Reachable(formula.Outputs.Select(o => o.Value)));
        var wanted = new HashSet<Node>();
        var seen = new HashSet<Node>();
        var below = new Dictionary<Node, Below>();
        foreach (var output in derivative.Outputs) Visit(output.Value);

        return [.. Fewest(wanted.Where(n => (n.Extent & Extent.Row) != 0)), .. Fewest(wanted.Where(n => (n.Extent & Extent.Row) == 0))];

        void Visit(Node node)
        {
            if (!seen.Add(node)) return;
            if (forward.Contains(node) && IsStatistic(node, below)) wanted.Add(node);
            else foreach (var operand in node.Operands) Visit(operand);
        }
    }

    /// <summary>A wanted number that follows from other wanted numbers need not be saved; and where the sums behind them are fewer, those are saved instead.</summary>
    private static Node[] Fewest(IEnumerable<Node> wanted)
    {
        var all = new HashSet<Node>(wanted);
        var frontier = all.Where(n => !FollowsFrom(n, all, n)).OrderBy(n => n.Id).ToArray();
        var sums = all.SelectMany(SumsBehind).Distinct().OrderBy(n => n.Id).ToArray();
        return sums.Length < frontier.Length ? sums : frontier;
    }

    /// <summary>The derivative with inputs in place of what is saved.</summary>
    public static FormulaGraph Use(GraphBuilder builder, FormulaGraph derivative, ImmutableArray<Node> saved)
    {
        var done = new Dictionary<Node, Node>();
        for (var i = 0; i < saved.Length; i++) done[saved[i]] = builder.Input(derivative.Inputs.Length + i, saved[i].Extent);
        return derivative with { Outputs = [.. derivative.Outputs.Select(o => o with { Value = Substitute(o.Value) })] };

        Node Substitute(Node node)
        {
            if (node.Operands.IsEmpty) return node;
            if (done.TryGetValue(node, out var known)) return known;
            return done[node] = builder.Apply(node.Operation, node.Operands.Select(Substitute).ToArray());
        }
    }

    /// <summary>Whether a node is a number of the row that needs a sweep to find (a reduction lies below it, none over rows), or a number of a feature that needs all rows. A number of the call
    /// (the norm of a per-feature tensor) is neither: saved for each row it would make whatever follows from it a value of each row.</summary>
    private static bool IsStatistic(Node node, Dictionary<Node, Below> below) => (node.Extent & Extent.Row) == 0
        ? ReductionsOf(node, below) == Below.OverRows
        : (node.Extent & Extent.Feature) == 0 && ReductionsOf(node, below) == Below.InRows;

    private static Below ReductionsOf(Node node, Dictionary<Node, Below> known)
    {
        if (known.TryGetValue(node, out var most)) return most;
        most = Phases.IsOverRows(node) ? Below.OverRows : node.IsReduction ? Below.InRows : Below.Nothing;
        foreach (var operand in node.Operands)
        {
            if (ReductionsOf(operand, known) is var other && other > most) most = other;
        }

        return known[node] = most;
    }

    /// <summary>Which reductions lie at or below a node.</summary>
    private enum Below
    {
        Nothing,
        InRows,
        OverRows,
    }

    private static bool FollowsFrom(Node node, HashSet<Node> others, Node root)
    {
        if (node != root && others.Contains(node)) return true;
        if (node.Operands.IsEmpty) return node.Extent.IsWithin(root.Extent) && !node.Extent.IsLarge();
        return !node.IsReduction && node.Operands.All(o => FollowsFrom(o, others, root));
    }

    private static IEnumerable<Node> SumsBehind(Node node)
        => node.IsReduction ? [node] : node.Operands.SelectMany(SumsBehind);
}
