using System.Text;
using CharTransformerSample.Comparison;
using CharTransformerSample.Generation;
using CharTransformerSample.Options;
using CharTransformerSample.Reports;

namespace CharTransformerSample.Running;

/// <summary>What a run ends with: figures, a sample of text, and the files.</summary>
internal static class RunEnd
{
    private const int SampleLength = 400;

    /// <exception cref="OperationCanceledException">Somebody asked to stop; no file was written.</exception>
    public static void Report(RunOptions options, RunStart start, CancellationToken stop)
    {
        var (plan, ours) = (start.Plan, start.Trainees[0]);
        var figures = RunFigures.Of(ours, plan);
        RunFigures? stock = null;
        ComparisonTable? table = null;
        if (start.Trainees.Count > 1)
        {
            Console.WriteLine("measuring each side in a process of its own ...");
            var alone = ProcessFigures.Measure(new(start.Plan, start.Text, options.Threads), stop);
            figures = figures with { PeakMemoryBytes = alone.NormGen.PeakMemoryBytes };
            stock = RunFigures.Of(start.Trainees[1], plan) with { PeakMemoryBytes = alone.Stock.PeakMemoryBytes };
            table = ComparisonTable.Of(figures, stock, alone.All);
        }

        var sample = new TextGenerator(ours.Side.Model, plan.Shape.Context, plan.Seed).Continue(start.Corpus.Prompt, SampleLength, stop);
        var content = new ReportContent(plan, start.Corpus.Name, start.Corpus.Length, ours.Side.ParameterCount, options.Threads, figures, table, Readable(start.Corpus.Prompt), Readable(sample));
        stop.ThrowIfCancellationRequested();
        ReportFiles.Write(options.Out, content, start.Trainees);
        if (options.Json is { } json)
        {
            JsonReport.Write(json, figures, stock);
        }

        ConsoleSummary.Write(content, options);
    }

    /// <summary>Bytes as text; what is not UTF-8 (a model may write anything) shows as a replacement character.</summary>
    private static string Readable(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
