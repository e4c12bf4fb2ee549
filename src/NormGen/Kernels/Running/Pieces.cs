namespace NormGen.Kernels.Running;

/// <summary>
/// Cuts work into pieces. How many depends on the shape alone, never on the number of threads: each piece has its own sums, and
/// they are added in order, so results repeat bit for bit whatever the team.
/// </summary>
internal static class Pieces
{
    /// <summary>The most pieces of any call.</summary>
    internal const int Most = 64;

    /// <summary>So many elements are worth waking another thread for.</summary>
    private const long ElementsAPiece = 16384;

    /// <summary>So many rows are worth a set of sums of their own.</summary>
    private const long RowsASum = 16;

    /// <summary>The number of pieces.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="sums">Whether any pass sums over rows.</param>
    internal static int Count(long rows, long features, bool sums)
    {
        var byRows = sums ? rows / RowsASum : rows;
        return (int)Math.Clamp(Math.Min(rows * features / ElementsAPiece, byRows), 1, Most);
    }

    /// <summary>The number of pieces of a tensor that may be cut anywhere: one, or a multiple of four, so that two and four threads have equal shares.</summary>
    /// <param name="elements">Its elements.</param>
    internal static int Count(long elements) => elements < 2 * ElementsAPiece ? 1 : (int)Math.Min((elements / ElementsAPiece + 3) & ~3L, Most);

    /// <summary>Where a piece begins. The piece after the last begins at the end.</summary>
    /// <param name="length">What is cut.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="pieces">How many there are.</param>
    internal static long Start(long length, int piece, int pieces) => (long)((Int128)length * piece / pieces);

    /// <summary>Where a piece of one long row begins: at a whole cache line.</summary>
    /// <param name="length">What is cut.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="pieces">How many there are.</param>
    internal static long FlatStart(long length, int piece, int pieces) => piece == pieces ? length : Start(length, piece, pieces) & ~15L;
}
