using System.Text.Json;
using LaboratorySample;
using LaboratorySample.Options;
using Xunit;

namespace NormLabSample.Tests;

/// <summary>The lab as a whole; its command line is that of the other lab, and tested there.</summary>
public sealed class LabTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("norm-lab-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_of_a_few_steps_writes_tables_and_curves_of_every_experiment()
    {
        Assert.Equal(0, CommandLine.Invoke(NormLaboratory.Lab, ["--seeds", "1", "--steps", "3", "--output", folder], LabRun.Execute));

        using var data = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "results.json")));
        foreach (var (experiment, written) in NormLaboratory.Lab.Experiments.Zip(data.RootElement.EnumerateArray()))
        {
            Assert.Equal(experiment.Name, written.GetProperty("name").GetString());
            var rows = written.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("label").GetString()!).ToArray();
            Assert.All(experiment.Methods, method => Assert.Contains(rows, row => row.StartsWith(method.Name, StringComparison.Ordinal)));
            Assert.All(experiment.Orderings.SelectMany(ordering => ordering.Rows), row => Assert.Contains(row, rows));
            Assert.Equal(experiment.Name is not ("15-damping" or "17-crmsnorm" or "24-hole-statistics"), File.Exists(Path.Combine(folder, experiment.Name + ".png")));
        }
    }

    [Fact]
    public void Runs_side_by_side_give_what_they_give_one_after_the_other()
    {
        Assert.Equal(0, CommandLine.Invoke(NormLaboratory.Lab, ["--only", "20-21-token-norms,22-adab2n,19-moments", "--seeds", "2", "--steps", "5", "--output", folder], LabRun.Execute));

        using var data = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "results.json")));
        foreach (var written in data.RootElement.EnumerateArray())
        {
            var alone = NormLaboratory.Lab.Named(written.GetProperty("name").GetString()!)!.Run(seeds: 2, steps: 5);
            Assert.Equal(alone.Rows.SelectMany(row => row.Values), written.GetProperty("rows").EnumerateArray().SelectMany(row => row.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())));
        }
    }
}
