using LaboratorySample.Experiments;
using ScottPlot;

namespace LaboratorySample.Reports;

/// <summary>The curves of an experiment: for each method the mean over its seeds, smoothed over a fiftieth of the run, as far as it is finite.</summary>
internal static class CurvePlot
{
    /// <summary>Draws and writes a PNG file.</summary>
    public static void Write(string path, Experiment experiment, Results results)
    {
        using var plot = new Plot();
        var palette = new ScottPlot.Palettes.Category20();
        plot.Title(experiment.Name);
        plot.XLabel(experiment.Axes.Horizontal);
        plot.YLabel(experiment.Axes.Vertical);
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
        foreach (var (index, method) in results.Runs.Where(run => run.Outcome.Curve.Count > 1).GroupBy(run => run.Method).Index())
        {
            double[] finite = [.. Mean([.. method.Select(run => run.Outcome.Curve)]).TakeWhile(double.IsFinite)];
            if (finite.Length < 2) continue;
            var curve = plot.Add.Signal(finite);
            curve.Color = palette.GetColor(index);
            curve.LineWidth = 2;
            curve.MaximumMarkerSize = 0;
            curve.Data.XOffset = 1;
            curve.LegendText = method.Key;
        }

        plot.ShowLegend(Edge.Right);
        plot.SavePng(path, 1000, 520);
    }

    private static double[] Mean(IReadOnlyList<double>[] curves)
    {
        var length = curves.Min(curve => curve.Count);
        var window = Math.Max(1, length / 50);
        return [.. Enumerable.Range(0, length).Select(step => Enumerable.Range(Math.Max(0, step - window + 1), Math.Min(window, step + 1)).Average(i => curves.Average(curve => curve[i])))];
    }
}
