using LaboratorySample.Runs;

namespace LaboratorySample.Experiments;

/// <summary>A run that was finished.</summary>
/// <param name="Method">The method.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Outcome">What it gave.</param>
public sealed record Finished(string Method, int Seed, Outcome Outcome);

/// <summary>One line of a table: what was measured of a method, by seed.</summary>
/// <param name="Label">The method, and what was measured where there is more than one thing.</param>
/// <param name="Values">The values of the seeds, in order.</param>
/// <param name="StepMilliseconds">The median time of an optimizer step.</param>
/// <param name="StateBytes">What the optimizer keeps.</param>
public sealed record ResultRow(string Label, IReadOnlyList<double> Values, double StepMilliseconds, long StateBytes)
{
    /// <summary>The mean over the seeds.</summary>
    public double Mean => Values.Average();
}

/// <summary>The runs of an experiment that were finished.</summary>
/// <param name="Runs">All of them.</param>
public sealed record Results(IReadOnlyList<Finished> Runs)
{
    /// <summary>The lines of the table, in order of the methods.</summary>
    public IReadOnlyList<ResultRow> Rows { get; } =
    [
        .. Runs.GroupBy(run => run.Method).SelectMany(method => method.First().Outcome.Values.Select((value, index) => new ResultRow(
            value.Measure.Length == 0 ? method.Key : $"{method.Key}, {value.Measure}",
            [.. method.OrderBy(run => run.Seed).Select(run => run.Outcome.Values[index].Value)],
            method.Average(run => run.Outcome.StepMilliseconds),
            method.First().Outcome.StateBytes))),
    ];

    /// <summary>Whether an ordering holds of the means, or in every seed; null where a row is missing, because the run was stopped.</summary>
    public bool? Holds(Ordering ordering)
    {
        var rows = ordering.Rows.Select(label => Rows.FirstOrDefault(row => row.Label == label)).OfType<ResultRow>().ToArray();
        if (rows.Length < ordering.Rows.Count) return null;
        return ordering.InEachSeed
            ? Enumerable.Range(0, rows.Min(row => row.Values.Count)).All(seed => ordering.Holds([.. rows.Select(row => row.Values[seed])]))
            : ordering.Holds([.. rows.Select(row => row.Mean)]);
    }
}
