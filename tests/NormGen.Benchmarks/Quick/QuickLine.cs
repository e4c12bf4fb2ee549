using System.Globalization;

namespace NormGen.Benchmarks.Quick;

/// <summary>A pair as one line: name, ours ms, peer ms, ratio, share of the reference's bandwidth; then the same with the system's allocator.</summary>
internal static class QuickLine
{
    /// <summary>What the columns are.</summary>
    public const string Header = "name, ours ms, peer ms, ratio, share of copy bandwidth (updates: of p.add_(g)) | system allocator: ours ms, peer ms, ratio, peak ours / peer";

    /// <summary>The line.</summary>
    public static string Of(PairFigures figures)
    {
        var line = $"{figures.Name}, {Numbers(figures)}, {(figures.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:F0} %") : "-")}";
        return figures.SystemAllocator is { } other ? $"{line} | {Numbers(other)}{Peaks(other)}" : line;
    }

    private static string Numbers(PairFigures figures) => $"{Milliseconds(figures.OursMs)}, {Milliseconds(figures.PeerMs)}, {figures.Ratio.ToString("F2", CultureInfo.InvariantCulture)}";

    private static string Milliseconds(double value) => value.ToString(value < 1 ? "F4" : "F2", CultureInfo.InvariantCulture);

    private static string Peaks(PairFigures figures)
        => figures is { OursPeakBytes: { } ours, PeerPeakBytes: { } peer } ? string.Create(CultureInfo.InvariantCulture, $", {ours / 1e6:F1} / {peer / 1e6:F1} MB") : "";
}
