using CharTransformerSample.Checkpoints;
using CharTransformerSample.Model;
using CharTransformerSample.Options;
using CharTransformerSample.Running;
using Xunit;

namespace CharTransformerSample.Tests;

/// <summary>Whole runs of the program that are stopped, go on, or must not begin.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int Steps = 20;
    private readonly TemporaryFolder folder = new();
    private readonly string text;

    public InterruptionTests() => text = folder.Write("text", Small.Text);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnInterruptedComparisonGoesOnWithBothSidesAsIfNothingHadHappened()
    {
        StopDuringTraining("stopped", "--compare");
        var stopped = Checkpoint.Read(Saved("stopped")).Header;
        Assert.Equal(7, stopped.Step);
        Assert.Equal([SideKind.NormGen, SideKind.Stock], stopped.Sides.Select(side => side.Kind));

        // The report would start processes of their own; the weights are what counts here.
        StopBeforeTheReport("--resume", Saved("stopped"), "--threads", "1");
        StopBeforeTheReport([.. Run("whole"), "--compare"]);

        var (resumed, whole) = (Checkpoint.Read(Saved("stopped")).Header, Checkpoint.Read(Saved("whole")).Header);
        Assert.Equal(Steps, resumed.Step);
        for (var side = 0; side < 2; side++)
        {
            Assert.Equal(whole.Sides[side].History.Losses, resumed.Sides[side].History.Losses);
            Assert.Equal(whole.Sides[side].History.GradientNorms, resumed.Sides[side].History.GradientNorms);
            Assert.Equal(whole.Sides[side].History.Validations, resumed.Sides[side].History.Validations);
        }
    }

    [Fact]
    public void ARunStoppedBeforeItsReportWritesItWhenItGoesOn()
    {
        StopBeforeTheReport(Run("r"));
        Assert.False(File.Exists(folder.File("r/report.html")));
        Assert.False(Checkpoint.Read(Saved("r")).Header.Reported);

        Assert.Equal(0, Execute(out _, "--resume", Saved("r"), "--threads", "1"));

        Assert.True(File.Exists(folder.File("r/report.html")));
        Assert.True(Checkpoint.Read(Saved("r")).Header.Reported);
    }

    [Fact]
    public void AFinishedRunHasNothingToGoOnWith()
    {
        Assert.Equal(0, Execute(out _, Run("r", steps: 2)));
        var before = File.ReadAllBytes(Saved("r"));

        Assert.Equal(1, Execute(out var output, "--resume", Saved("r")));

        Assert.Contains("has done all its 2 steps and its report is written. To train longer, say how many steps in all with --steps.", output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Saved("r")));
    }

    [Fact]
    public void ANewRunSetsTheCheckpointOfAnEarlierOneAside()
    {
        StopDuringTraining("r");
        var before = File.ReadAllBytes(Saved("r"));

        Assert.Equal(0, Execute(out _, Run("r", steps: 2)));

        Assert.Equal(before, File.ReadAllBytes(folder.File("r/checkpoint.previous.bin")));
        Assert.Equal(2, Checkpoint.Read(Saved("r")).Header.Step);
    }

    [Fact]
    public void ARunStoppedBeforeItsFirstStepSavesNothing()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Equal(SampleRun.Interrupted, CommandLine.Invoke(Run("r"), options => SampleRun.Execute(options, stop.Token)));
        Assert.False(File.Exists(Saved("r")));
    }

    [Fact]
    public void ATrainingThatDivergesIsNamedAndWhatWasSavedStays()
    {
        StopDuringTraining("r");
        var before = File.ReadAllBytes(Saved("r"));

        Assert.Equal(1, Execute(out var output, [.. Run("r"), "--lr", "1e200"]));

        Assert.Contains("the training has diverged. Try a lower --lr", output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Saved("r")));
    }

    [Fact]
    public void PlacesThatCannotBeWrittenAreNamedBeforeTheTraining()
    {
        Assert.Equal(1, Execute(out var output, Run("text/below", steps: 1)));
        Assert.Contains($"--out {folder.File("text/below")}: nothing can be written there", output, StringComparison.Ordinal);

        Assert.Equal(1, Execute(out output, [.. Run("r"), "--json", folder.Path]));
        Assert.Contains($"--json {folder.Path} is a directory", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Saved("r")));
    }

    [Fact]
    public void AComparisonCannotGoOnFromOneSide()
    {
        StopDuringTraining("r");

        Assert.Equal(1, Execute(out var output, "--resume", Saved("r"), "--compare"));

        Assert.Contains("holds NormGen's side alone", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "--resume a/c.bin")]
    [InlineData(true, "--resume \"a b/c.bin\" --threads 3 --json \"j k.json\"")]
    public void TheCommandToGoOnSaysWhatTheCheckpointDoesNotKnow(bool more, string expected)
    {
        var options = more ? new RunOptions { Threads = 3, Json = "j k.json" } : new RunOptions();

        Assert.EndsWith(expected, ResumeCommand.For(options, more ? "a b/c.bin" : "a/c.bin"), StringComparison.Ordinal);
    }

    private static int Execute(out string output, params string[] arguments)
    {
        using var writer = new StringWriter();
        var code = CommandLine.Invoke(arguments, options => SampleRun.Execute(options, CancellationToken.None), writer);
        output = writer.ToString();
        return code;
    }

    private string Saved(string name) => RunOptions.CheckpointIn(folder.File(name));

    private string[] Run(string name, int steps = Steps) => ["--text", text, "--steps", $"{steps}", "--layers", "1", "--width", "16", "--heads", "2", "--context", "8", "--batch", "2", "--threads", "1", "--out", folder.File(name)];

    /// <summary>Stops a run between two of its regular checkpoints.</summary>
    private void StopDuringTraining(string name, params string[] more) => StopAfter(7, [.. Run(name), .. more]);

    /// <summary>Stops a run when it is about to make its report.</summary>
    private static void StopBeforeTheReport(params string[] arguments) => StopAfter(Steps, arguments);

    private static void StopAfter(int step, string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        Assert.Equal(SampleRun.Interrupted, CommandLine.Invoke(arguments, options => SampleRun.Execute(options, stop.Token, new Small.StopAfter(step, stop))));
    }
}
