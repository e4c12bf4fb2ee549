using System.Globalization;
using System.Text;
using System.Text.Json;
using LaboratorySample.Experiments;

namespace LaboratorySample.Reports;

/// <summary>The files of a run: <c>results.md</c> and <c>results.json</c> of all experiments so far, and a plot of each that has curves.</summary>
internal sealed class ResultFiles
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private readonly StringBuilder text = new();
    private readonly List<object> data = [];

    /// <summary>Makes the folder.</summary>
    public ResultFiles(string title, string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        text.Append(CultureInfo.InvariantCulture, $"# {title}\n");
    }

    /// <summary>Where the files lie.</summary>
    public string Folder { get; }

    /// <summary>Writes what an experiment gave, after those before it.</summary>
    public void Add(Experiment experiment, Results results)
    {
        var heads = Cells.Heads(results);
        text.Append(CultureInfo.InvariantCulture, $"\n## {experiment.Name}\n\n{experiment.Claim}\n\n| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select((_, column) => column == 0 ? "---|" : "---:|"))}\n");
        foreach (var row in results.Rows) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Cells.Of(row, results))} |\n");
        if (experiment.Orderings.Count > 0) text.Append("\n| claim | comes out |\n|---|---|\n");
        foreach (var ordering in experiment.Orderings) text.Append(CultureInfo.InvariantCulture, $"| {ordering.Text} | {Cells.Verdict(results.Holds(ordering))} |\n");
        data.Add(new { experiment.Name, experiment.Claim, results.Rows, Orderings = experiment.Orderings.Select(ordering => new { ordering.Text, Holds = results.Holds(ordering) }) });
        File.WriteAllText(Path.Combine(Folder, "results.md"), text.ToString());
        File.WriteAllText(Path.Combine(Folder, "results.json"), JsonSerializer.Serialize(data, Format));
        if (results.Runs.Any(run => run.Outcome.Curve.Count > 1)) CurvePlot.Write(Path.Combine(Folder, experiment.Name + ".png"), experiment, results);
    }
}
