namespace NormGen.Kernels.Running;

/// <summary>Where elements lie, as arithmetic over shapes alone.</summary>
internal static class Strides
{
    /// <summary>The distance between rows in elements, if the axes of a row are contiguous and the leading axes fold into one.</summary>
    /// <param name="sizes">The lengths of the axes.</param>
    /// <param name="strides">The elements from one place of an axis to the next.</param>
    /// <param name="leading">How many leading axes the rows run over.</param>
    /// <param name="stride">The distance; zero for one row, or where all rows are the same.</param>
    internal static bool TryFold(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, int leading, out long stride)
    {
        stride = 0;
        long expected = 1;
        for (var i = sizes.Length - 1; i >= leading; i--)
        {
            if (sizes[i] != 1 && strides[i] != expected) return false;
            expected *= sizes[i];
        }

        var found = false;
        for (var i = leading - 1; i >= 0; i--)
        {
            if (sizes[i] == 1) continue;
            if (!found) stride = expected = strides[i];
            else if (strides[i] != expected) return false;
            found = true;
            expected *= sizes[i];
        }
        return true;
    }
}
