namespace NormGen.Optimizers;

/// <summary>Puts matrices of one shape together, so that libtorch multiplies them in batches.</summary>
internal static class EqualShapes
{
    // As much as a batch may hold at once: 64 MB in float32. Beyond that a product is not made faster by company, and temporaries count.
    private const long MostElements = 1 << 24;

    /// <summary>Batches of updates with the same options, shape, type and device, in order of first appearance.</summary>
    public static IEnumerable<PendingUpdate[]> Batches(IEnumerable<PendingUpdate> updates)
        => updates.GroupBy(update => (update.Options, update.Rows, update.Columns, update.Gradient.dtype, update.Gradient.device_type, update.Gradient.device_index))
            .SelectMany(group => group.Chunk((int)Math.Max(1, MostElements / (group.Key.Rows * group.Key.Columns))));
}
