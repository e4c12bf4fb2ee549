namespace NormGen.CodeModel.Formulas;

/// <summary>Folds of some axes, over values that may be constant along them.</summary>
internal sealed class Reduction(Lowering math, Extent axes)
{
    /// <summary>How many numbers there are along the axes.</summary>
    public Node Count => CountOf(axes);

    /// <summary>Axis by axis, the innermost first. Where the value does not vary it is multiplied by the axis' length.</summary>
    public Node Sum(Node a)
    {
        var absent = axes & ~a.Extent;
        a = Fold(FoldKind.Sum, a);
        return absent == Extent.Scalar ? a : math.Multiply(a, CountOf(absent));
    }

    public Node Mean(Node a) => (a.Extent & axes) == 0 ? a : math.Divide(Sum(a), Count);

    /// <summary>Two passes: the mean of the squared distances, never E[x²] - E[x]².</summary>
    /// <param name="a">Of what.</param>
    /// <param name="unbiased">Whether the sum is divided by n - 1.</param>
    public Node Variance(Node a, bool unbiased)
    {
        var squares = Sum(math.Of(Operation.Square, math.Subtract(a, Mean(a))));
        return math.Divide(squares, unbiased ? math.Subtract(Count, math.Number(1)) : Count);
    }

    /// <summary>The largest.</summary>
    public Node Max(Node a) => Fold(FoldKind.Max, Apart(FoldKind.Max, a));

    /// <summary>The smallest.</summary>
    public Node Min(Node a) => Fold(FoldKind.Min, Apart(FoldKind.Min, a));

    public Node Norm(Node a) => math.NormOfSquares(Sum(math.Of(Operation.Square, a)));

    public Node Norm1(Node a) => Sum(math.Of(Operation.Abs, a));

    /// <summary>e^(a - max) / Σ; the maximum carries no gradient because it cancels.</summary>
    public Node Softmax(Node a)
    {
        var e = math.Of(Operation.Exp, math.Subtract(a, math.Of(Operation.Detach, Max(a))));
        return math.Divide(e, Sum(e));
    }

    public Node LogSoftmax(Node a)
    {
        var shifted = math.Subtract(a, math.Of(Operation.Detach, Max(a)));
        return math.Subtract(shifted, math.Of(Operation.Log, Sum(math.Of(Operation.Exp, shifted))));
    }

    /// <summary>ln Σ e^a; an infinite maximum is not subtracted, as libtorch does.</summary>
    public Node LogSumExp(Node a)
    {
        var max = math.Of(Operation.Detach, Max(a));
        var shift = math.Select(math.Of(Operation.Equal, math.Of(Operation.Abs, max), math.Number(double.PositiveInfinity)), math.Number(0), max);
        return math.Add(math.Of(Operation.Log, Sum(math.Of(Operation.Exp, math.Subtract(a, shift)))), shift);
    }

    /// <summary>
    /// What another call folded the same way: its axes stay apart from those of this one, since each call shares its gradient among its own ties. A zero between them says so until derivatives are made, and costs nothing then.
    /// </summary>
    private Node Apart(FoldKind kind, Node a) => a.IsReduction && Folds.Kind(a.Operation) == kind && (a.Extent & axes) != 0 ? math.Add(a, math.Of(Operation.Detach, math.Number(0))) : a;

    private Node Fold(FoldKind kind, Node a)
    {
        foreach (var axis in Folds.InnermostFirst)
            if ((axes & axis & a.Extent) != 0) a = math.Of(Folds.Of(kind, axis), a);
        return a;
    }

    private Node CountOf(Extent some)
    {
        Node? count = null;
        foreach (var axis in Folds.InnermostFirst)
            if ((some & axis) != 0) count = count is null ? math.Builder.Count(axis) : math.Multiply(count, math.Builder.Count(axis));
        return count ?? math.Number(1);
    }
}
