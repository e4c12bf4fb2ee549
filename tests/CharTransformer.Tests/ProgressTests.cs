using CharTransformerSample.Progress;
using CharTransformerSample.Training;
using Spectre.Console;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(200)]
    public void ATerminalShowsStepLossesSpeedAndTimeLeftInOneLine(int columns)
    {
        using var writer = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        terminal.Profile.Width = columns;

        LiveProgress.Show(monitor => Report(monitor, steps: 3), terminal);

        var line = writer.ToString().Split('\n', '\r').Last(line => line.Contains("step ", StringComparison.Ordinal));
        Assert.Contains("step 3/3  0:00 left  loss 2.000  val 1.500  grad 0.25  1,000 tokens/s", line, StringComparison.Ordinal);
    }

    [Fact]
    public void ALogGetsPlainLines()
    {
        using var writer = new StringWriter();

        Report(new PlainProgress(writer), steps: 3);

        var lines = writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal("step 1/3  loss 2.000  val 1.500  grad 0.25  1,000 tokens/s  0:02 left", lines[0]);
        Assert.DoesNotContain('\u001b', writer.ToString());
    }

    private static void Report(ITrainingMonitor monitor, int steps)
    {
        using var side = Sides.NormGen(Small.Plan);
        var trainee = new Trainee(side);
        trainee.History.Validations.Add(new(0, 1.5));
        for (var step = 1; step <= steps; step++)
        {
            trainee.History.Add(new StepResult(2, 0.25f, TimeSpan.FromSeconds(0.5)));
            monitor.Report(new(step, steps, TokensPerStep: 500, TimeSpan.FromSeconds(step), TimeSpan.FromSeconds(steps - step), [trainee]));
        }
    }
}
