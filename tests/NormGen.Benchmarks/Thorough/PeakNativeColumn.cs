using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace NormGen.Benchmarks.Thorough;

/// <summary>The memory that a call needs beyond what was there, tensors included: BenchmarkDotNet's own column knows managed memory only. The benchmark's process measures and prints it, this column finds it in what was printed.</summary>
public sealed class PeakNativeColumn : IColumn
{
    private const string Prefix = "NormGen peak bytes: ";

    /// <inheritdoc/>
    public string Id => nameof(PeakNativeColumn);

    /// <inheritdoc/>
    public string ColumnName => "Peak native";

    /// <inheritdoc/>
    public string Legend => "Rise of the resident set during one call, native and managed memory, system's allocator";

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Metric;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Size;

    /// <summary>Prints the figure where the host reads it.</summary>
    /// <param name="bytes">The figure.</param>
    public static void Announce(long bytes) => Console.WriteLine(Prefix + bytes.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        var lines = summary[benchmarkCase]?.ExecuteResults.SelectMany(result => result.StandardOutput) ?? [];
        return lines.LastOrDefault(line => line.StartsWith(Prefix, StringComparison.Ordinal)) is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"{long.Parse(line.AsSpan(Prefix.Length), CultureInfo.InvariantCulture) / 1e6:F1} MB")
            : "?";
    }

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
