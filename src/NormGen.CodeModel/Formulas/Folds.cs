using System.Collections.Immutable;

namespace NormGen.CodeModel.Formulas;

/// <summary>The reductions: each folds one axis. A fold of several axes is one inside the other, the innermost axis first.</summary>
public static class Folds
{
    /// <summary>The axes, from the one that lies together in memory to the outermost.</summary>
    public static readonly ImmutableArray<Extent> InnermostFirst = [Extent.Feature, Extent.Channel, Extent.Group, Extent.Row];

    /// <summary>The axis that an operation folds; <see cref="Extent.Scalar"/> for any other operation.</summary>
    /// <param name="operation">The operation.</param>
    public static Extent Axis(Operation operation) => operation switch
    {
        Operation.SumOverFeatures or Operation.MaxOverFeatures or Operation.MinOverFeatures => Extent.Feature,
        Operation.SumOverChannels or Operation.MaxOverChannels or Operation.MinOverChannels => Extent.Channel,
        Operation.SumOverGroups or Operation.MaxOverGroups or Operation.MinOverGroups => Extent.Group,
        Operation.SumOverRows or Operation.MaxOverRows or Operation.MinOverRows or Operation.DeviationsOverRows => Extent.Row,
        _ => Extent.Scalar,
    };

    /// <summary>What a reduction makes of the numbers.</summary>
    /// <param name="reduction">The reduction.</param>
    public static FoldKind Kind(Operation reduction) => reduction switch
    {
        Operation.MaxOverFeatures or Operation.MaxOverChannels or Operation.MaxOverGroups or Operation.MaxOverRows => FoldKind.Max,
        Operation.MinOverFeatures or Operation.MinOverChannels or Operation.MinOverGroups or Operation.MinOverRows => FoldKind.Min,
        _ => FoldKind.Sum,
    };

    /// <summary>The reduction of a kind over one axis.</summary>
    /// <param name="kind">What is made of the numbers.</param>
    /// <param name="axis">The axis.</param>
    public static Operation Of(FoldKind kind, Extent axis) => (kind, axis) switch
    {
        (FoldKind.Sum, Extent.Feature) => Operation.SumOverFeatures,
        (FoldKind.Sum, Extent.Channel) => Operation.SumOverChannels,
        (FoldKind.Sum, Extent.Group) => Operation.SumOverGroups,
        (FoldKind.Sum, Extent.Row) => Operation.SumOverRows,
        (FoldKind.Max, Extent.Feature) => Operation.MaxOverFeatures,
        (FoldKind.Max, Extent.Channel) => Operation.MaxOverChannels,
        (FoldKind.Max, Extent.Group) => Operation.MaxOverGroups,
        (FoldKind.Max, Extent.Row) => Operation.MaxOverRows,
        (FoldKind.Min, Extent.Feature) => Operation.MinOverFeatures,
        (FoldKind.Min, Extent.Channel) => Operation.MinOverChannels,
        (FoldKind.Min, Extent.Group) => Operation.MinOverGroups,
        (FoldKind.Min, Extent.Row) => Operation.MinOverRows,
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "one axis is expected"),
    };

    /// <summary>The operation that gives the length of an axis.</summary>
    /// <param name="axis">The axis.</param>
    public static Operation Count(Extent axis) => axis switch
    {
        Extent.Feature => Operation.FeatureCount,
        Extent.Channel => Operation.ChannelCount,
        Extent.Group => Operation.GroupCount,
        Extent.Row => Operation.RowCount,
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "one axis is expected"),
    };

    /// <summary>Whether an operation is the length of an axis.</summary>
    /// <param name="operation">The operation.</param>
    public static bool IsCount(Operation operation) => operation is Operation.FeatureCount or Operation.ChannelCount or Operation.GroupCount or Operation.RowCount;
}
