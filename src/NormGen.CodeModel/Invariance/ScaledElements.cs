using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Invariance;

/// <summary>Elementwise maps: sums, products, quotients, homogeneous functions.</summary>
internal static class ScaledElements
{
    /// <summary>A sum: of terms that scale alike, or with a term that does not scale and is remembered as an offset where it is the same everywhere or a channel.</summary>
    public static Scaled Add(FlowNode node, Scaled left, Scaled right)
    {
        if (left.IsScaled && right.IsScaled)
        {
            if (left.Degree is null || left.Degree != right.Degree || !left.Spread.IsSameAs(right.Spread)) return Scaled.Unknown;
            return right.Offset is { } offset ? left.Plus(offset) : left;
        }

        var (scaled, added) = left.IsScaled ? (left, node.Inputs[1]) : (right, node.Inputs[0]);
        return added.Rank switch
        {
            0 => scaled.Plus(Spread.Uniform),
            1 => scaled.Plus(Spread.Along(-1)),
            _ => Scaled.Unknown,
        };
    }

    /// <summary>A product, or a quotient where <paramref name="sign"/> is -1: exponents add, or cancel.</summary>
    public static Scaled Multiply(FlowNode node, Scaled left, Scaled right, int sign)
    {
        if (left.IsScaled && right.IsScaled)
        {
            if (!left.IsPure || !right.IsPure || left.Degree + sign * right.Degree is not { } degree) return Scaled.Unknown;
            if (left.Spread.IsSameAs(right.Spread)) return Scaled.By(degree, left.Spread);
            var spread = left.Spread.Kind == SpreadKind.Uniform ? right.Spread : right.Spread.Kind == SpreadKind.Uniform ? left.Spread : null;

            // The exponents belong to different factors of one weight only where both differ along axes; a uniform one multiplies all of them.
            return spread is null || degree == 0 ? Scaled.Unknown : Scaled.By(degree, spread);
        }

        var (scaled, other) = left.IsScaled ? (left, node.Inputs[1]) : (right, node.Inputs[0]);
        if (!left.IsScaled && sign < 0) return scaled.IsPure ? Scaled.By(-scaled.Degree, scaled.Spread) : Scaled.Unknown;
        return scaled.IsPure || other.Rank == 0 ? scaled : Scaled.Unknown;
    }

    /// <summary><c>f(a·x) = a^Degree · f(x)</c></summary>
    public static Scaled Homogeneous(FlowNode node, Scaled[] inputs)
    {
        if (!inputs[0].IsPure || inputs.Skip(1).Any(input => !input.IsUnchanged)) return Scaled.Unknown;
        return Scaled.By(inputs[0].Degree is { } degree ? degree * node.Degree : node.Degree == 1 ? null : node.Degree == 0 ? 0 : null, inputs[0].Spread);
    }
}
