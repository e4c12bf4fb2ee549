namespace NormGen.CodeModel.Formulas;

/// <summary>The shape of a tensor as eager code sees it: the leading dimensions (rows; any number of them in a differentiable formula) and the last one (features).
/// An <see cref="Extent"/> says what a value varies over, a shape says how it broadcasts: <c>x.mean([-1])</c> and <c>x.mean([-1], keepdim: true)</c> have one extent and two shapes.</summary>
/// <param name="Rows">The leading dimensions.</param>
/// <param name="Features">The last dimension.</param>
internal readonly record struct TensorShape(Axis Rows, Axis Features)
{
    /// <summary><c>[.., features]</c></summary>
    public static readonly TensorShape Element = new(Axis.Full, Axis.Full);

    /// <summary><c>[features]</c></summary>
    public static readonly TensorShape PerFeature = new(Axis.Absent, Axis.Full);

    /// <summary><c>[]</c></summary>
    public static readonly TensorShape Scalar = new(Axis.Absent, Axis.Absent);

    /// <summary>Whether the last dimension of eager code is a dimension of rows: <c>[..]</c>, made by a reduction without <c>keepdim</c>.</summary>
    public bool EndsInRows => Rows == Axis.Full && Features == Axis.Absent;

    /// <summary>The shape of <c>this op other</c>; null where eager code would fail or line rows up with features.</summary>
    public TensorShape? Broadcast(TensorShape other)
    {
        if (EndsInRows != other.EndsInRows)
        {
            var inner = EndsInRows ? other : this;
            if (inner.Rows == Axis.Full || inner.Features != Axis.Absent) return null;
        }

        return new(Larger(Rows, other.Rows), Larger(Features, other.Features));

        static Axis Larger(Axis a, Axis b) => a > b ? a : b;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var rows = Rows switch { Axis.Full => "..", Axis.One => "1", _ => "" };
        var features = Features switch { Axis.Full => "features", Axis.One => "1", _ => "" };
        return "[" + rows + (rows.Length > 0 && features.Length > 0 ? ", " : "") + features + "]";
    }
}
