using CharTransformerSample.Options;
using CharTransformerSample.Training;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--steps 0", "--steps needs a whole number of at least 1, not '0'.")]
    [InlineData("--steps many", "--steps needs a whole number of at least 1, not 'many'.")]
    [InlineData("--layers -1", "--layers needs a whole number from 1 to 1000, not '-1'.")]
    [InlineData("--batch 1.5", "--batch needs a whole number from 1 to 1048576, not '1.5'.")]
    [InlineData("--threads 0", "--threads needs a whole number from 1 to 1024, not '0'.")]
    [InlineData("--seed -3", "--seed needs a whole number of at least 0, not '-3'.")]
    [InlineData("--lr 0", "--lr needs a number above zero, not '0'.")]
    [InlineData("--lr NaN", "--lr needs a number above zero, not 'NaN'.")]
    [InlineData("--frobnicate", "'--frobnicate'")]
    [InlineData("--text", "--text")]
    public void AMistakeIsAMessageAndExitCode1(string arguments, string message)
    {
        using var output = new StringWriter();

        var code = CommandLine.Invoke(arguments.Split(' '), _ => throw new InvalidOperationException("must not run"), output);

        Assert.Equal(1, code);
        Assert.Contains(message, output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--width 20 --heads 3", "--width 20 is not divisible by --heads 3")]
    [InlineData("--width 12 --heads 4", "rotary positions turn pairs of features and need an even number")]
    public void NumbersThatDoNotFitTogetherAreNamed(string arguments, string message)
    {
        using var output = new StringWriter();

        var code = CommandLine.Invoke(arguments.Split(' '), options => { options.Plan.NewPlan(); return 0; }, output);

        Assert.Equal(1, code);
        Assert.Contains(message, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TooLittleMemoryIsAMessage()
    {
        using var output = new StringWriter();

        Assert.Equal(1, CommandLine.Invoke([], _ => { using var tensor = TorchSharp.torch.empty(1L << 50); return 0; }, output));

        Assert.Contains("There is not enough memory for this model and batch: lower --batch, --context, --width or --layers.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutOptionsTheDefaultsHold()
    {
        var options = Parse();

        Assert.Equal(TrainingPlan.Default, options.Plan.NewPlan());
        Assert.Equal("artifacts/char-transformer", options.Out);
        Assert.Equal((null, null, null), (options.Text, options.Resume, options.Json));
        Assert.False(options.Compare);
    }

    [Fact]
    public void EveryOptionArrives()
    {
        var options = Parse("--text", "t.txt", "--steps", "5", "--layers", "1", "--width", "64", "--heads", "2", "--context", "32", "--batch", "3", "--lr", "1e-3", "--seed", "9", "--threads", "1", "--compare", "--json", "j.json", "--out", "o");

        Assert.Equal(new TrainingPlan(new(1, 64, 2, 32), 5, 3, 1e-3, 9), options.Plan.NewPlan());
        Assert.Equal(("t.txt", "j.json", "o", 1, true), (options.Text, options.Json, options.Out, options.Threads, options.Compare));
    }

    [Fact]
    public void ResumeWithoutAFileMeansTheCheckpointInTheFolderForResults()
    {
        Assert.Equal(Path.Combine("o", "checkpoint.bin"), Parse("--out", "o", "--resume").Resume);
        Assert.Equal("c.bin", Parse("--resume", "c.bin").Resume);
    }

    [Fact]
    public void AResumedRunWritesWhereItsCheckpointLies()
    {
        Assert.Equal("runs", Parse("--resume", Path.Combine("runs", "c.bin")).Out);
        Assert.Equal(".", Parse("--resume", "c.bin").Out);
        Assert.Equal("o", Parse("--resume", Path.Combine("runs", "c.bin"), "--out", "o").Out);
        Assert.Equal(RunOptions.DefaultOut, Parse("--resume").Out);
    }

    [Fact]
    public void HelpNamesEveryOption()
    {
        using var output = new StringWriter();

        Assert.Equal(0, CommandLine.Invoke(["--help"], _ => 1, output));

        foreach (var option in new[] { "text", "steps", "layers", "width", "heads", "context", "batch", "lr", "seed", "threads", "compare", "resume", "json", "out" })
        {
            Assert.Contains($"--{option}", output.ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("--child", output.ToString(), StringComparison.Ordinal);
    }

    private static RunOptions Parse(params string[] arguments)
    {
        RunOptions? seen = null;
        Assert.Equal(0, CommandLine.Invoke(arguments, options => { seen = options; return 0; }));
        return seen!;
    }
}
