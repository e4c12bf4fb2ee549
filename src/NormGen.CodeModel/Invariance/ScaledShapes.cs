using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Invariance;

/// <summary>Maps that move elements: views, transpositions, slices, concatenations, pooling.</summary>
internal static class ScaledShapes
{
    /// <summary>Pooling and padding mix neighbouring positions of a channel.</summary>
    public static Scaled Pooling(FlowNode node, Scaled x)
    {
        if (!x.IsPure) return Scaled.Unknown;
        var spatial = node.Spatial > 0 ? node.Spatial : node.Rank - 2;
        if (x.Spread.Kind == SpreadKind.Uniform) return x;
        return spatial is { } count && x.Spread.IsConstantOver(Enumerable.Range(-count, count)) ? x : Scaled.Unknown;
    }

    /// <summary>A view keeps one factor for all; factors along the last axis where that axis stays, factors of blocks where it is split into the blocks.</summary>
    public static Scaled View(FlowNode node, Scaled x)
    {
        if (IsUniform(x)) return x;
        if (x.Spread is not { Kind: SpreadKind.Along, Axis: -1 } spread || x.Offset is not null && !IsLastAxis(x.Offset)) return Scaled.Unknown;
        var isKept = node.Leading > 0 && node.Leading == node.Rank - 1 || node.Groups.IsSameAs(spread.Size) && node.Groups.Whole != -1;
        if (isKept) return x;
        return SplitsLastAxis(node) && spread.Blocks is { } blocks && IsSameSplit(blocks, node) && x.Offset is null ? x with { Spread = Spread.Along(-2) } : Scaled.Unknown;
    }

    /// <summary>Whether a view splits the last axis of its input in two: all sizes before it are those of the input.</summary>
    public static bool SplitsLastAxis(FlowNode view) => view is { Kind: FlowKind.View, Leading: > 0 } && view.Rank == view.Leading + 2 && (view.Inputs[0].Rank is null || view.Inputs[0].Rank == view.Leading + 1);

    /// <summary>Two axes exchanged.</summary>
    public static Scaled Transpose(FlowNode node, Scaled x)
    {
        if (IsUniform(x)) return x;
        if (!node.AxesKnown || node.Axes.Length != 2) return Scaled.Unknown;
        return x.Moved(axis => axis == node.Axes[0] ? node.Axes[1] : axis == node.Axes[1] ? node.Axes[0] : axis);
    }

    /// <summary>Slices and other moves keep one factor for all; a permutation takes axes along.</summary>
    public static Scaled Rearrange(FlowNode node, Scaled[] inputs)
    {
        var x = inputs[0];
        if (inputs.Skip(1).Any(index => !index.IsUnchanged)) return Scaled.Unknown;
        if (IsUniform(x)) return x;
        if (node.Axes.IsEmpty) return Scaled.Unknown;
        return x.Moved(axis => node.Axes.IndexOf(axis) - node.Axes.Length);
    }

    /// <summary>Parts that scale alike stay so; other parts make a factor that differs along the axis.</summary>
    public static Scaled Concat(FlowNode node, Scaled[] inputs)
    {
        if (inputs.All(input => input.IsPure && input == inputs[0] && IsUniform(input))) return inputs[0];
        if (!node.AxesKnown || node.Axes.Length != 1) return Scaled.Unknown;
        var axis = node.Axes[0];
        foreach (var input in inputs)
        {
            if (input.IsScaled && !(IsUniformOrAlong(input.Spread, axis) && (input.Offset is null || IsUniformOrAlong(input.Offset, axis)))) return Scaled.Unknown;
        }

        return Scaled.By(null, Spread.Along(axis), inputs.Any(input => input.Offset is not null) ? Spread.Along(axis) : null);
    }

    private static bool IsSameSplit(FlowNode blocks, FlowNode view) => blocks == view || blocks.Kind == FlowKind.View && blocks.Groups.IsSameAs(view.Groups) && view.Groups.Whole != -1;

    private static bool IsUniform(Scaled x) => x.Spread.Kind == SpreadKind.Uniform && x.Offset is null or { Kind: SpreadKind.Uniform };

    private static bool IsLastAxis(Spread offset) => offset.Kind == SpreadKind.Uniform || offset is { Kind: SpreadKind.Along, Axis: -1 };

    private static bool IsUniformOrAlong(Spread spread, int axis) => spread.Kind == SpreadKind.Uniform || spread.Kind == SpreadKind.Along && spread.Axis == axis;
}
