using System.Collections.Immutable;

namespace NormGen.CodeModel.Formulas;

/// <summary>Makes the nodes of a graph, each expression once, and gives each its extent. It simplifies nothing: that is a stage of its own.</summary>
public sealed class GraphBuilder
{
    private readonly Dictionary<(Operation, int, long, int, int, int), Node> known = new();

    /// <summary>How many nodes there are; the next gets this id.</summary>
    internal int Made => known.Count;

    /// <summary>The parameter at <paramref name="index"/>.</summary>
    /// <param name="index">Its place among the formula's inputs.</param>
    /// <param name="extent">How many numbers it holds.</param>
    public Node Input(int index, Extent extent) => Make(Operation.Input, [], extent, index, 0);

    /// <summary>A literal.</summary>
    /// <param name="value">The number.</param>
    public Node Constant(double value) => Make(Operation.Constant, [], Extent.Scalar, 0, value);

    /// <summary>The length of a row.</summary>
    public Node FeatureCount() => Make(Operation.FeatureCount, [], Extent.Scalar, 0, 0);

    /// <summary>The number of rows.</summary>
    public Node RowCount() => Make(Operation.RowCount, [], Extent.Scalar, 0, 0);

    /// <summary>The length of an axis.</summary>
    /// <param name="axis">The axis.</param>
    public Node Count(Extent axis) => Make(Folds.Count(axis), [], Extent.Scalar, 0, 0);

    /// <summary>Any operation over operands.</summary>
    /// <param name="operation">What is computed.</param>
    /// <param name="operands">From what; all of this builder.</param>
    public Node Apply(Operation operation, params ReadOnlySpan<Node> operands)
    {
        var extent = Extent.Scalar;
        foreach (var operand in operands) extent |= operand.Extent;
        extent &= ~Folds.Axis(operation);
        if (operation is Operation.Uniform or Operation.Kept) extent |= (Extent)(int)operands[1].Value;
        return Make(operation, operands, extent, 0, 0);
    }

    /// <summary>The node of another builder, made again here.</summary>
    /// <param name="node">The node to copy.</param>
    /// <param name="inputs">What stands for each of its inputs.</param>
    public Node Import(Node node, IReadOnlyList<Node> inputs) => Import(node, inputs, new Dictionary<Node, Node>());

    private Node Import(Node node, IReadOnlyList<Node> inputs, Dictionary<Node, Node> done)
    {
        if (node.Operation == Operation.Input) return inputs[node.Index];
        if (done.TryGetValue(node, out var copy)) return copy;
        copy = node.Operands.IsEmpty
            ? Make(node.Operation, [], node.Extent, node.Index, node.Value)
            : Apply(node.Operation, node.Operands.Select(o => Import(o, inputs, done)).ToArray());
        return done[node] = copy;
    }

    private Node Make(Operation operation, ReadOnlySpan<Node> operands, Extent extent, int index, double value)
    {
        var key = (operation, index, BitConverter.DoubleToInt64Bits(value), Id(operands, 0), Id(operands, 1), Id(operands, 2));
        if (operation == Operation.Input) key.Item4 = (int)extent;
        if (known.TryGetValue(key, out var node)) return node;
        node = new Node(known.Count, operation, ImmutableArray.Create(operands), extent, index, value);
        known.Add(key, node);
        return node;

        static int Id(ReadOnlySpan<Node> operands, int i) => i < operands.Length ? operands[i].Id : -1;
    }
}
