using System.Collections.Immutable;

namespace NormGen.CodeModel.Formulas;

/// <summary>The shape of a tensor as eager code sees it, dimension by dimension.
/// An <see cref="Extent"/> says what a value varies over, a shape says how it broadcasts: <c>x.mean([-1])</c> and <c>x.mean([-1], keepdim: true)</c> have one extent and two shapes.</summary>
/// <param name="Dimensions">The dimensions, first to last.</param>
internal readonly record struct TensorShape(ImmutableArray<Dimension> Dimensions)
{
    /// <summary><c>[]</c></summary>
    public static readonly TensorShape Scalar = new([]);

    /// <summary>How many dimensions it lists.</summary>
    public int Count => Dimensions.Length;

    /// <summary>Whether the last dimension of eager code is one of rows: <c>[..]</c>, made by a reduction without <c>keepdim</c>.</summary>
    public bool EndsInRows => Count > 0 && Dimensions[Count - 1].Axes == Extent.Row;

    /// <summary>The axes of all dimensions.</summary>
    public Extent Axes => Dimensions.Aggregate(Extent.Scalar, (axes, d) => axes | d.Axes);

    /// <summary>The place of a dimension that may be counted from the end; null where it is not there, or where the rank decides which it is.</summary>
    public int? PlaceOf(int dimension)
    {
        var place = dimension < 0 ? Count + dimension : dimension;
        if (place < 0 || place >= Count) return null;
        var passed = dimension < 0 ? Dimensions.Skip(place) : Dimensions.Take(place + 1);
        return passed.Any(d => d.IsMany) ? null : place;
    }

    /// <summary>The shape with other dimensions at some places.</summary>
    public TensorShape With(Func<Dimension, int, Dimension?> change)
        => new([.. Dimensions.Select((d, i) => change(d, i)).Where(d => d is not null).Select(d => d!.Value)]);

    /// <summary>The shape of <c>this op other</c>; null where eager code would fail or lines up dimensions that are not the same.</summary>
    public TensorShape? Broadcast(TensorShape other)
    {
        var joined = new List<Dimension>();
        var (i, j) = (Count - 1, other.Count - 1);
        while (i >= 0 || j >= 0)
        {
            if (i < 0) joined.Add(other.Dimensions[j--]);
            else if (j < 0) joined.Add(Dimensions[i--]);
            else
            {
                var (a, b) = (Dimensions[i], other.Dimensions[j]);
                if (a == b) (i, j) = (i - 1, j - 1);
                else if (b.IsOne)
                {
                    // One of many dimensions; the others stay to be lined up.
                    j--;
                    if (a.IsMany) continue;
                    i--;
                }
                else if (a.IsOne)
                {
                    i--;
                    if (b.IsMany) continue;
                    (a, j) = (b, j - 1);
                }
                else return null;
                joined.Add(a);
            }
        }

        joined.Reverse();
        return new([.. joined]);
    }

    /// <inheritdoc/>
    public bool Equals(TensorShape other) => Dimensions.SequenceEqual(other.Dimensions);

    /// <inheritdoc/>
    public override int GetHashCode() => Dimensions.Aggregate(Count, (hash, d) => unchecked((hash * 31) + d.GetHashCode()));

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", Dimensions.Select(d => d.Name)) + "]";
}
