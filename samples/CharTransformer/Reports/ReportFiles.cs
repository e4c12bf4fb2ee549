using System.Text;
using CharTransformerSample.Checkpoints;
using CharTransformerSample.Training;

namespace CharTransformerSample.Reports;

/// <summary>The files that a run leaves in its folder beside the checkpoint.</summary>
public static class ReportFiles
{
    /// <summary>Writes loss.png, loss.svg and report.html.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="content">What the report says.</param>
    /// <param name="trainees">The sides, for the curves.</param>
    public static void Write(string folder, ReportContent content, IReadOnlyList<Trainee> trainees)
    {
        using var chart = new LossChart(trainees);
        AtomicFile.Write(Path.Combine(folder, "loss.png"), stream => stream.Write(chart.Png));
        WriteText(Path.Combine(folder, "loss.svg"), chart.Svg);
        WriteText(Path.Combine(folder, "report.html"), HtmlReport.Write(content, chart.Svg));
    }

    private static void WriteText(string path, string text)
        => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
