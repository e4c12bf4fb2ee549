using CharTransformerSample.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CharTransformerSample.Progress;

/// <summary>Progress as one line (one a side) that is drawn over, about ten times a second.</summary>
/// <param name="display">The part of the terminal that is drawn over.</param>
/// <param name="width">The columns of the terminal.</param>
public sealed class LiveProgress(LiveDisplayContext display, int width) : ITrainingMonitor
{
    // What is said beside the bar takes 80 columns; the bar takes what is left.
    private readonly int barWidth = Math.Clamp(width - 81, 0, 24);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private TimeSpan? last;

    /// <summary>Shows progress while something trains: live on a terminal, in plain lines elsewhere.</summary>
    /// <param name="training">What to do; it gets the monitor to report to.</param>
    /// <param name="console">Where to draw; null for the terminal that the program runs on, or plain lines if it is none.</param>
    public static void Show(Action<ITrainingMonitor> training, IAnsiConsole? console = null)
    {
        if (console is null && (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi))
        {
            training(new PlainProgress(Console.Out));
            return;
        }

        console ??= AnsiConsole.Console;
        console.Live(new Text("first step")).Start(display => training(new LiveProgress(display, console.Profile.Width)));
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress progress)
    {
        if (progress.Elapsed - last < Pause && !progress.Completed)
        {
            return;
        }

        last = progress.Elapsed;
        display.UpdateTarget(Draw(progress));
        display.Refresh();
    }

    private IRenderable Draw(TrainingProgress progress)
    {
        var done = (int)((long)barWidth * progress.Step / progress.Steps);
        var bar = barWidth == 0 ? "" : $"[green]{new string('━', done)}[/][grey]{new string('━', barWidth - done)}[/] ";
        var head = $"{bar}step {progress.Step}/{progress.Steps}  [grey]{ProgressText.Time(progress.Left)} left[/]";
        if (progress.Trainees.Count == 1)
        {
            return new Markup($"{head}  {ProgressText.Side(progress.Trainees[0], progress.TokensPerStep)}") { Overflow = Overflow.Ellipsis };
        }

        var lines = progress.Trainees.Select(trainee => new Markup($"  [bold]{trainee.Side.Name,-8}[/] {ProgressText.Side(trainee, progress.TokensPerStep)}"));
        return new Rows([new Markup(head), .. lines]);
    }
}
