namespace NormGen.CodeModel.Formulas;

/// <summary>Makes the nodes of another graph again in this one, where an argument may vary over less than its shape says and one axis there may be two here.</summary>
/// <param name="math">Makes them.</param>
/// <param name="inputs">What stands for each input.</param>
/// <param name="here">The axes here that some axes there are.</param>
internal sealed class GraphImport(Lowering math, IReadOnlyList<Node> inputs, Func<Extent, Extent> here)
{
    private readonly Dictionary<Node, Node> done = [];

    /// <summary>The node here.</summary>
    public Node Of(Node node)
    {
        if (!done.TryGetValue(node, out var copy)) done.Add(node, copy = Make(node));
        return copy;
    }

    private Node Make(Node node)
    {
        if (node.Operation == Operation.Input) return inputs[node.Index];
        if (node.Operation == Operation.Constant) return math.Number(node.Value);
        if (Folds.IsCount(node.Operation)) return Over(Folds.InnermostFirst.First(axis => Folds.Count(axis) == node.Operation)).Count;
        var operands = node.Operands.Select(Of).ToArray();
        if (node.IsRandom) operands[1] = math.Number((int)here((Extent)(int)node.Operands[1].Value));
        if (!node.IsReduction) return math.Of(node.Operation, operands);
        var fold = Over(Folds.Axis(node.Operation));
        return Folds.Kind(node.Operation) switch
        {
            FoldKind.Sum => fold.Sum(operands[0]),
            FoldKind.Max => fold.Max(operands[0]),
            _ => fold.Min(operands[0]),
        };
    }

    private Reduction Over(Extent axis) => new(math, here(axis));
}
