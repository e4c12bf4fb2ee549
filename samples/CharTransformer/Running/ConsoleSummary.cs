using CharTransformerSample.Options;
using CharTransformerSample.Reports;
using Spectre.Console;

namespace CharTransformerSample.Running;

/// <summary>The first and the last words of a run.</summary>
internal static class ConsoleSummary
{
    /// <summary>Says what is about to be trained.</summary>
    public static void Announce(RunStart start, RunOptions options, RunCheckpoint checkpoint)
    {
        var (plan, corpus) = (start.Plan, start.Corpus);
        Console.WriteLine(FormattableString.Invariant($"{plan.Shape}: {start.Trainees[0].Side.ParameterCount:N0} parameters, {plan.Steps} steps of {plan.Batch} x {plan.Shape.Context} bytes on {Units.Threads(options.Threads)}"));
        Console.WriteLine(FormattableString.Invariant($"text: {corpus.Name}, {corpus.Length:N0} bytes, the last tenth held out{(start.FirstStep > 0 ? $"; going on after step {start.FirstStep}" : "")}"));
        if (checkpoint.SetsAside)
        {
            Console.WriteLine($"{checkpoint.Path} is of an earlier run: it is kept as {Path.GetFileName(checkpoint.Previous)}");
        }
    }

    public static void Write(ReportContent content, RunOptions options)
    {
        var figures = content.Figures;
        Console.WriteLine(FormattableString.Invariant($"loss {figures.InitialLoss:F3} -> {figures.FinalLoss:F3}, validation {figures.ValidationLoss:F4} nats per byte; {figures.TokensPerSecond:N0} tokens/s, optimizer state {Units.Bytes(figures.OptimizerStateBytes)}, peak memory {Units.Bytes(figures.PeakMemoryBytes)}"));
        if (content.Comparison is { } comparison)
        {
            Write(comparison);
        }

        Console.WriteLine();
        Console.WriteLine("What it writes after the first words of the held-out text:");
        Console.WriteLine(AnsiConsole.Profile.Capabilities.Ansi && !Console.IsOutputRedirected ? $"\u001b[2m{content.Prompt}\u001b[0m{content.Sample}" : content.Prompt + content.Sample);
        Console.WriteLine();
        Console.WriteLine($"In {options.Out}: report.html, loss.png, loss.svg, checkpoint.bin{(options.Json is { } json ? $"; figures in {json}" : "")}");
    }

    private static void Write(ComparisonTable comparison)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var column in comparison.Columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
        }

        foreach (var (label, cells) in comparison.Rows)
        {
            table.AddRow([label, .. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        Console.WriteLine(ComparisonTable.Note);
    }
}
