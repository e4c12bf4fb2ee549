using System.Globalization;
using LaboratorySample.Experiments;

namespace LaboratorySample.Reports;

/// <summary>Results as the cells of a table, for the terminal and the file.</summary>
internal static class Cells
{
    /// <summary>The heads of the columns.</summary>
    public static IReadOnlyList<string> Heads(Results results)
        => ["method", .. Seeds(results).Select(seed => $"seed {seed}"), "mean", .. (string[])(HasSteps(results) ? ["ms a step", "state, bytes"] : [])];

    /// <summary>One line.</summary>
    public static IReadOnlyList<string> Of(ResultRow row, Results results)
        => [row.Label, .. row.Values.Select(Number), .. Enumerable.Repeat("", Math.Max(0, Seeds(results).Length - row.Values.Count)), Number(row.Mean), .. HasSteps(results) ? Steps(row) : []];

    /// <summary>Whether an ordering came out, in a word.</summary>
    public static string Verdict(bool? holds) => holds switch { true => "yes", false => "no", null => "not finished" };

    private static int[] Seeds(Results results) => [.. results.Runs.Select(run => run.Seed).Distinct().Order()];

    /// <summary>Whether an optimizer's steps were measured anywhere.</summary>
    private static bool HasSteps(Results results) => results.Rows.Any(row => !double.IsNaN(row.StepMilliseconds));

    private static string[] Steps(ResultRow row)
        => double.IsNaN(row.StepMilliseconds) ? ["", ""] : [row.StepMilliseconds.ToString("0.000", CultureInfo.InvariantCulture), row.StateBytes.ToString("N0", CultureInfo.InvariantCulture)];

    private static string Number(double value)
        => value == Math.Floor(value) && Math.Abs(value) < 1e9 ? value.ToString("0", CultureInfo.InvariantCulture)
            : Math.Abs(value) is < 1e-3 or >= 1e6 ? value.ToString("0.0e+0", CultureInfo.InvariantCulture) : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
