using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// Squared deviations from a mean over all rows, without a pass for them: those from each row's own mean are found while it is read the first time, and Σ(x - m)² = Σrows (Σ(x - own)² + n · (own - m)²).
/// Every term is a square, so that nothing cancels, whatever the means. With weights w the own means are weighted by w², and n is Σ w². Deviations of single features have no row of their own: theirs are from the mean of the rows
/// so far, which is what the sum holds meanwhile (Youngs and Cramer 1971).
/// </summary>
internal sealed class BatchDeviations
{
    private readonly GraphBuilder builder;
    private readonly KernelProgram program;
    private readonly Dictionary<Node, Node> done = [];

    private BatchDeviations(GraphBuilder builder, KernelProgram program) => (this.builder, this.program) = (builder, program);

    /// <summary>The program with such sums in it.</summary>
    public static KernelProgram Split(GraphBuilder builder, KernelProgram program)
    {
        var split = new BatchDeviations(builder, program);
        return program with { Targets = [.. program.Targets.Select(t => t with { Value = split.Visit(t.Value) })] };
    }

    private Node Visit(Node node)
    {
        if (node.Operands.IsEmpty) return node;
        if (done.TryGetValue(node, out var known)) return known;
        var result = builder.Apply(node.Operation, node.Operands.Select(Visit).ToArray());
        return done[node] = Deviations(result) is var (x, mean, weight) && IsReadBefore(x, mean, weight) ? Split(x, mean, weight)
            : OfFeatures(result) is { } sum ? builder.Apply(Operation.DeviationsOverRows, sum.Operands[0], sum) : result;
    }

    /// <summary>Σrows x of Σrows (x - Σrows x / rows)², where rows have no parts and x is a tensor that stays as it is.</summary>
    private Node? OfFeatures(Node node)
    {
        if (program.Element != Extent.Element || program.Name == "Update" || node is not { Operation: Operation.SumOverRows } || node.Operands[0] is not { Operation: Operation.Square } square || square.Operands[0] is not { Operation: Operation.Subtract } difference) return null;
        var (a, b) = (difference.Operands[0], difference.Operands[1]);
        return (MeanOver(b) is { } sum && sum.Operands[0] == a ? sum : MeanOver(a) is { } other && other.Operands[0] == b ? other : null) is { } found && found.Operands[0].Operation == Operation.Input ? found : null;
    }

    /// <summary>Σrows x of Σrows x / rows.</summary>
    private static Node? MeanOver(Node mean)
    {
        if (mean is not { Operation: Operation.Multiply or Operation.Divide } || mean.Operands[0] is not { Operation: Operation.SumOverRows } sum || sum.Extent != Extent.Feature) return null;
        var by = mean.Operands[1];
        return (mean.Operation == Operation.Divide ? by : by.Operation == Operation.Reciprocal ? by.Operands[0] : null) is { Operation: Operation.RowCount } ? sum : null;
    }

    /// <summary>x, m and w of Σrows Σ (w · (x - m))²; w is null where there is none.</summary>
    private static (Node X, Node Mean, Node? Weight)? Deviations(Node node)
    {
        if (node is not { Operation: Operation.SumOverRows } || node.Operands[0] is not { Operation: Operation.SumOverFeatures } sum || sum.Operands[0] is not { Operation: Operation.Square } square) return null;
        var (difference, weight) = square.Operands[0] is { Operation: Operation.Multiply } product
            ? product.Operands[0].Operation == Operation.Subtract ? (product.Operands[0], product.Operands[1]) : (product.Operands[1], product.Operands[0])
            : (square.Operands[0], null);
        if (difference.Operation != Operation.Subtract) return null;
        var (a, b) = (difference.Operands[0], difference.Operands[1]);
        return IsOfColumn(b) ? (a, b, weight) : IsOfColumn(a) ? (b, a, weight) : null;
    }

    private static bool IsOfColumn(Node mean) => (mean.Extent & Extent.Element) == 0 && Arithmetic.Reachable([mean]).Any(Phases.IsOverRows);

    /// <summary>Whether the first pass can find the deviations among what it reads for the mean.</summary>
    private static bool IsReadBefore(Node x, Node mean, Node? weight)
    {
        var own = Arithmetic.Reachable(weight is null ? [x] : [x, weight]);
        return x.Extent.IsLarge() && weight?.Extent.IsLarge() != false && !own.Exists(Phases.IsOverRows) && Tensors(own).IsSubsetOf(Tensors(Arithmetic.Reachable([mean])));

        static HashSet<Node> Tensors(IEnumerable<Node> nodes) => [.. nodes.Where(n => n.Operation == Operation.Input && n.Extent.IsLarge())];
    }

    private Node Split(Node x, Node mean, Node? weight)
    {
        var square = weight is null ? null : Of(Operation.Square, weight);
        var count = square is null ? builder.FeatureCount() : Of(Operation.SumOverFeatures, square);
        var own = Of(Operation.Divide, Of(Operation.SumOverFeatures, square is null ? x : Of(Operation.Multiply, x, square)), count);
        // What nothing weighs has no mean, and no deviations either.
        if (square is not null) own = builder.Select(builder.Apply(Operation.Equal, count, builder.Constant(0)), builder.Constant(0), own);
        var difference = Of(Operation.Subtract, x, own);
        var deviations = Of(Operation.SumOverFeatures, Of(Operation.Square, weight is null ? difference : Of(Operation.Multiply, difference, weight)));
        return builder.Apply(Operation.SumOverRows, Of(Operation.Add, deviations, Of(Operation.Multiply, count, Of(Operation.Square, Of(Operation.Subtract, own, mean)))));
    }

    private Node Of(Operation operation, params ReadOnlySpan<Node> operands) => Identities.Of(builder, operation, operands);
}
