using System.Globalization;

namespace CharTransformerSample.Reports;

/// <summary>Numbers as people read them.</summary>
public static class Units
{
    /// <summary>Bytes in kB or MB, powers of 1000.</summary>
    public static string Bytes(long bytes)
        => bytes < 1_000_000
            ? (bytes / 1e3).ToString("N0", CultureInfo.InvariantCulture) + " kB"
            : (bytes / 1e6).ToString(bytes < 100_000_000 ? "N1" : "N0", CultureInfo.InvariantCulture) + " MB";

    /// <summary>A number of threads.</summary>
    public static string Threads(int threads) => threads == 1 ? "1 thread" : FormattableString.Invariant($"{threads} threads");

    /// <summary>A whole number with separators.</summary>
    public static string Count(double count) => double.IsFinite(count) ? count.ToString("N0", CultureInfo.InvariantCulture) : "-";
}
