using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Invariance;

/// <summary>Norms and reductions: over which elements they take their statistics, and what of a factor that leaves.</summary>
internal static class ScaledNorms
{
    /// <summary>A norm takes a factor away that is constant in each of its reduction sets; one that subtracts the mean takes such an offset away too.</summary>
    public static Scaled Normalize(FlowNode node, Scaled[] inputs)
    {
        var x = inputs[0];
        if (node.Norm == FlowNorm.Offline || !x.IsScaled || inputs.Skip(1).Any(other => !other.IsUnchanged) || !IsConstant(node, x.Spread)) return Scaled.Unknown;
        return x.Offset is null || SubtractsMean(node.Norm) && IsConstant(node, x.Offset) ? Scaled.Unchanged : Scaled.Unknown;
    }

    /// <summary>A reduction keeps a factor that is constant along its axes.</summary>
    public static Scaled Reduce(FlowNode node, Scaled x)
    {
        if (!x.IsPure) return Scaled.Unknown;
        var degree = x.Degree * node.Degree;
        if (x.Spread.Kind == SpreadKind.Uniform) return degree is null ? Scaled.Unknown : x with { Degree = degree };
        if (degree is null || !node.AxesKnown || node.Axes.IsEmpty || !x.Spread.IsConstantOver(node.Axes)) return Scaled.Unknown;

        // Axes that are not kept: those before them move towards the end.
        return node.Rank is not null && node.Rank == node.Inputs[0].Rank ? x with { Degree = degree }
            : x.Spread.Kind == SpreadKind.Along ? Scaled.By(degree, x.Spread.Moved(axis => axis + node.Axes.Count(reduced => reduced > axis))) : Scaled.Unknown;
    }

    private static bool SubtractsMean(FlowNorm norm) => norm is FlowNorm.Layer or FlowNorm.Batch or FlowNorm.Instance or FlowNorm.Group;

    /// <summary>Whether something is constant in every set of elements that the norm takes statistics of.</summary>
    private static bool IsConstant(FlowNode node, Spread spread)
    {
        if (spread.Kind == SpreadKind.Uniform) return true;
        switch (node.Norm)
        {
            case FlowNorm.Layer or FlowNorm.RootMeanSquare:
                return spread.IsConstantOver(Enumerable.Range(-node.NormAxes, node.NormAxes));
            case FlowNorm.Length:
                return node.AxesKnown && !node.Axes.IsEmpty && spread.IsConstantOver(node.Axes);
            case FlowNorm.Batch:
                return spread.Kind == SpreadKind.Along && spread.Axis == Channel(node, spread);
            case FlowNorm.Instance:
                var spatial = node.Spatial > 0 ? node.Spatial : node.Rank - 2;
                return spatial is > 0 and { } count && spread.IsConstantOver(Enumerable.Range(-count, count));
            default:
                return spread is { Kind: SpreadKind.Along, Blocks: { } blocks } && spread.Axis == Channel(node, spread) && IsSameGrouping(blocks, node);
        }
    }

    /// <summary>The axis of a norm's channels, the second of its input, counted from the end; null where it is not known.</summary>
    private static int? Channel(FlowNode node, Spread spread)
    {
        if (node.Spatial > 1) return -node.Spatial - 1;
        if (node.Inputs[0].Rank is { } rank) return 1 - rank;

        // [rows, features] or [batch, channels, positions]: the length tells, where the constructors name both alike.
        return node.Size.IsSameAs(spread.Size) ? spread.Axis : null;
    }

    private static bool IsSameGrouping(FlowNode blocks, FlowNode norm) => blocks == norm || blocks.Kind == FlowKind.Norm && blocks.Groups.IsSameAs(norm.Groups) && blocks.Size.IsSameAs(norm.Size);
}
