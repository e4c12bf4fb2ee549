using System.Text.Json;
using LaboratorySample;
using LaboratorySample.Experiments;
using LaboratorySample.Options;
using LaboratorySample.Runs;
using Xunit;

namespace OptimizerLabSample.Tests;

/// <summary>The command line of the lab, and the files that it writes.</summary>
public sealed class LabTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("optimizer-lab-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_of_a_few_steps_writes_tables_and_curves_of_every_experiment()
    {
        Assert.Equal(0, CommandLine.Invoke(OptimizerLaboratory.Lab, ["--seeds", "2", "--steps", "4", "--output", folder], LabRun.Execute));

        using var data = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "results.json")));
        var text = File.ReadAllText(Path.Combine(folder, "results.md"));
        Assert.Equal(OptimizerLaboratory.Lab.Experiments.Select(experiment => experiment.Name), data.RootElement.EnumerateArray().Select(experiment => experiment.GetProperty("name").GetString()));
        foreach (var (experiment, written) in OptimizerLaboratory.Lab.Experiments.Zip(data.RootElement.EnumerateArray()))
        {
            Assert.Contains($"## {experiment.Name}", text, StringComparison.Ordinal);
            var rows = written.GetProperty("rows").EnumerateArray().ToArray();
            Assert.All(experiment.Methods, method => Assert.Contains(rows, row => row.GetProperty("label").GetString()!.StartsWith(method.Name, StringComparison.Ordinal)));
            Assert.All(rows, row => Assert.Equal(2, row.GetProperty("values").GetArrayLength()));
            Assert.Equal(experiment.Name != "11-normalized-lr", File.Exists(Path.Combine(folder, experiment.Name + ".png")));
        }

        var adam = data.RootElement[0].GetProperty("rows").EnumerateArray().First(row => row.GetProperty("label").GetString() == "AdamW");
        // 128 tokens twice, 12 · 32² of the layer and three gains, two float32 numbers each.
        Assert.Equal((2 * 128 * 32 + 12 * 32 * 32 + 3 * 32) * 2 * 4, adam.GetProperty("stateBytes").GetInt64());
        Assert.True(adam.GetProperty("stepMilliseconds").GetDouble() > 0);
    }

    [Fact]
    public void Runs_side_by_side_give_what_they_give_one_after_the_other()
    {
        Assert.Equal(0, CommandLine.Invoke(OptimizerLaboratory.Lab, ["--only", "08-gradnormlorp,09-tract", "--seeds", "2", "--steps", "5", "--output", folder], LabRun.Execute));

        using var data = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "results.json")));
        foreach (var written in data.RootElement.EnumerateArray())
        {
            var alone = OptimizerLaboratory.Lab.Named(written.GetProperty("name").GetString()!)!.Run(seeds: 2, steps: 5);
            Assert.Equal(alone.Rows.SelectMany(row => row.Values), written.GetProperty("rows").EnumerateArray().SelectMany(row => row.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())));
        }
    }

    [Fact]
    public void What_was_finished_before_a_stop_is_written()
    {
        using var stop = new CancellationTokenSource();
        Assert.Equal(LabRun.Interrupted, LabRun.Execute(new("Lab", [new Stopping(stop), OptimizerLaboratory.Lab.Named("01-scale")!], 1, null, folder), stop.Token));

        var text = File.ReadAllText(Path.Combine(folder, "results.md"));
        Assert.Contains("| first | 1 |", text, StringComparison.Ordinal);
        Assert.Contains("| first < second | not finished |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("| second |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("01-scale", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--only 12-none", "--only 12-none is no experiment. There are methods, 01-scale,")]
    [InlineData("--only ,", "--only needs the name of an experiment.")]
    [InlineData("--seeds 0", "--seeds needs a whole number from 1 to 100, not '0'.")]
    [InlineData("--steps x", "--steps needs a whole number from 1 to 1048576, not 'x'.")]
    public void A_mistake_is_told(string arguments, string message)
    {
        using var output = new StringWriter();

        Assert.Equal(1, CommandLine.Invoke(OptimizerLaboratory.Lab, arguments.Split(' '), _ => 0, output));

        Assert.Contains(message, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_every_option_and_experiment()
    {
        using var output = new StringWriter();

        Assert.Equal(0, CommandLine.Invoke(OptimizerLaboratory.Lab, ["--help"], _ => 1, output));

        Assert.All(["--only", "--seeds", "--steps", "--output"], option => Assert.Contains(option, output.ToString(), StringComparison.Ordinal));
        Assert.All(OptimizerLaboratory.Lab.Experiments, experiment => Assert.Contains(experiment.Name, output.ToString(), StringComparison.Ordinal));
    }

    /// <summary>An experiment whose second method is stopped by the user.</summary>
    private sealed class Stopping(CancellationTokenSource stop) : Experiment("stopping", "", seeds: 1)
    {
        public override IReadOnlyList<Method> Methods { get; } =
        [
            new("first", _ => Outcome.Counted(1)),
            new("second", job =>
            {
                stop.Cancel();
                job.Stop.ThrowIfCancellationRequested();
                return Outcome.Counted(2);
            }),
        ];

        public override IReadOnlyList<Ordering> Orderings { get; } = [Ordering.Below("first", "second")];
    }
}
