namespace NormGen.CodeModel.Invariance;

/// <summary>How a tensor changes when groups of a weight are multiplied by positive numbers <c>a</c>: it is <c>a^Degree · T + offset</c>.</summary>
/// <remarks>The lattice of card AdamP: unchanged and scaled values, and above both the value about which nothing is known.</remarks>
/// <param name="Kind">Unchanged, scaled or unknown.</param>
/// <param name="Degree">The exponent; null where it differs from place to place, as after a concatenation.</param>
/// <param name="Spread">Along which axes the factor differs.</param>
/// <param name="Offset">Along which axes the part differs that is added and does not scale, such as a bias; null where there is none.</param>
internal sealed record Scaled(ScaledKind Kind, double? Degree, Spread Spread, Spread? Offset)
{
    /// <summary>Does not depend on the weight's scale.</summary>
    public static Scaled Unchanged { get; } = new(ScaledKind.Unchanged, 0, Spread.Uniform, null);

    /// <summary>Nothing is known.</summary>
    public static Scaled Unknown { get; } = new(ScaledKind.Unknown, null, Spread.Uniform, null);

    /// <summary>Multiplied by a power of the factor.</summary>
    public static Scaled By(double? degree, Spread spread, Spread? offset = null) => degree == 0 ? offset is null ? Unchanged : Unknown : new(ScaledKind.Scaled, degree, spread, offset);

    /// <summary>Whether it is unchanged.</summary>
    public bool IsUnchanged => Kind == ScaledKind.Unchanged;

    /// <summary>Whether it is scaled in a known way.</summary>
    public bool IsScaled => Kind == ScaledKind.Scaled;

    /// <summary>Whether it is scaled and nothing is added.</summary>
    public bool IsPure => IsScaled && Offset is null;

    /// <summary>The same with another part added that does not scale.</summary>
    public Scaled Plus(Spread added)
    {
        var joined = Offset is null ? added : Spread.Join(Offset, added);
        return joined is null ? Unknown : this with { Offset = joined };
    }

    /// <summary>The same with its axes moved.</summary>
    public Scaled Moved(Func<int, int> to) => this with { Spread = Spread.Moved(to), Offset = Offset?.Moved(to) };
}
