namespace NormGen.CodeModel.Formulas;

/// <summary>Folds of one axis, over values that may be constant along it.</summary>
internal sealed class Reduction(Lowering math, bool overRows)
{
    private readonly Extent axis = overRows ? Extent.Row : Extent.Feature;

    /// <summary>How many numbers the axis has.</summary>
    public Node Count => overRows ? math.Builder.RowCount() : math.Builder.FeatureCount();

    public Node Sum(Node a) => (a.Extent & axis) == 0
        ? math.Multiply(a, Count)
        : math.Of(overRows ? Operation.SumOverRows : Operation.SumOverFeatures, a);

    public Node Mean(Node a) => (a.Extent & axis) == 0 ? a : math.Divide(Sum(a), Count);

    /// <summary>Two passes: the mean of the squared distances, never E[x²] - E[x]².</summary>
    /// <param name="a">Of what.</param>
    /// <param name="unbiased">Whether the sum is divided by n - 1.</param>
    public Node Variance(Node a, bool unbiased)
    {
        var squares = Sum(math.Of(Operation.Square, math.Subtract(a, Mean(a))));
        return math.Divide(squares, unbiased ? math.Subtract(Count, math.Number(1)) : Count);
    }

    /// <summary>The largest; features only.</summary>
    public Node Max(Node a) => (a.Extent & axis) == 0 ? a : math.Of(Operation.MaxOverFeatures, a);

    /// <summary>The smallest; features only.</summary>
    public Node Min(Node a) => (a.Extent & axis) == 0 ? a : math.Of(Operation.MinOverFeatures, a);

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
}
