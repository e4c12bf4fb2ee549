using System.Globalization;
using OptimizerLabSample.Experiments;

namespace OptimizerLabSample.Reports;

/// <summary>Results as the cells of a table, for the terminal and the file.</summary>
internal static class Cells
{
    /// <summary>The heads of the columns.</summary>
    public static IReadOnlyList<string> Heads(Results results)
        => ["method", .. results.Runs.Select(run => run.Seed).Distinct().Order().Select(seed => $"seed {seed}"), "mean", "ms a step", "state, bytes"];

    /// <summary>One line.</summary>
    public static IReadOnlyList<string> Of(ResultRow row, int seeds)
        => [row.Label, .. row.Values.Select(Number), .. Enumerable.Repeat("", Math.Max(0, seeds - row.Values.Count)), Number(row.Mean),
            double.IsNaN(row.StepMilliseconds) ? "" : row.StepMilliseconds.ToString("0.000", CultureInfo.InvariantCulture),
            double.IsNaN(row.StepMilliseconds) ? "" : row.StateBytes.ToString("N0", CultureInfo.InvariantCulture)];

    /// <summary>Whether an ordering came out, in a word.</summary>
    public static string Verdict(bool? holds) => holds switch { true => "yes", false => "no", null => "not finished" };

    private static string Number(double value)
        => value == Math.Floor(value) && Math.Abs(value) < 1e9 ? value.ToString("0", CultureInfo.InvariantCulture)
            : Math.Abs(value) < 1e-3 ? value.ToString("0.0e+0", CultureInfo.InvariantCulture) : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
