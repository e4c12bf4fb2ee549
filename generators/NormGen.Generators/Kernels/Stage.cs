using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// When in a pass a value is known. Loops lie inside one another, over groups, channels and features; a reduction along one of them is known only when that loop has ended, so what needs it runs in
/// the next loop of that kind: the number of loops before it, the outermost first.
/// </summary>
/// <param name="Group">Loops over the groups.</param>
/// <param name="Channel">Loops over the channels, after the last over groups.</param>
/// <param name="Feature">Sweeps over the features, after the last over channels.</param>
internal readonly record struct Stage(int Group, int Channel, int Feature) : IComparable<Stage>
{
    /// <summary>When a reduction of a value of this stage is known.</summary>
    /// <param name="axis">The axis that is folded.</param>
    public Stage After(Extent axis) => axis switch
    {
        Extent.Feature => this with { Feature = Feature + 1 },
        Extent.Channel => new(Group, Channel + 1, 0),
        Extent.Group => new(Group + 1, 0, 0),
        _ => this,
    };

    /// <summary>The number of loops over an axis.</summary>
    public int Of(Extent axis) => axis switch { Extent.Group => Group, Extent.Channel => Channel, _ => Feature };

    /// <inheritdoc/>
    public int CompareTo(Stage other) => (Group, Channel, Feature).CompareTo((other.Group, other.Channel, other.Feature));

    /// <summary>The later of two.</summary>
    public static Stage Later(Stage a, Stage b) => a.CompareTo(b) >= 0 ? a : b;
}
