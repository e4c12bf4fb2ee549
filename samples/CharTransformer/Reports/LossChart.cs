using CharTransformerSample.Training;
using ScottPlot;

namespace CharTransformerSample.Reports;

/// <summary>The loss curves of a run.</summary>
public sealed class LossChart : IDisposable
{
    private const int Width = 900;
    private const int Height = 480;
    private static readonly string FontName = new[] { "Inter", "Segoe UI", "Helvetica Neue", "DejaVu Sans", "Liberation Sans" }.FirstOrDefault(Installed, Fonts.Sans);
    private readonly Plot plot = new();

    /// <summary>Draws training and validation loss of each side over the steps.</summary>
    /// <param name="trainees">The sides.</param>
    public LossChart(IReadOnlyList<Trainee> trainees)
    {
        plot.Font.Set(FontName);
        plot.XLabel("step");
        plot.YLabel("loss, nats per byte");
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Right.IsVisible = plot.Axes.Top.IsVisible = false;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        for (var side = 0; side < trainees.Count; side++)
        {
            Draw(trainees[side], ChartColors.Of(side), trainees.Count > 1 ? $"{trainees[side].Side.Name}: " : "");
        }

        plot.ShowLegend(Alignment.UpperRight);
    }

    /// <summary>The chart as SVG text.</summary>
    public string Svg => plot.GetSvgXml(Width, Height);

    /// <summary>The chart as a PNG file's bytes.</summary>
    public byte[] Png => plot.GetImage(Width, Height).GetImageBytes(ImageFormat.Png);

    /// <inheritdoc/>
    public void Dispose() => plot.Dispose();

    private static bool Installed(string font)
    {
        using var typeface = Fonts.GetTypeface(font, bold: false, italic: false);
        return typeface?.FamilyName == font;
    }

    private void Draw(Trainee trainee, Color color, string prefix)
    {
        var losses = trainee.History.Losses.Select(loss => (double)loss).ToArray();
        var batches = plot.Add.Signal(losses);
        batches.Color = color.WithAlpha(0.18);
        batches.Data.XOffset = 1;

        var smooth = plot.Add.Signal(Smooth(losses));
        smooth.Color = color;
        smooth.LineWidth = 2;
        smooth.MaximumMarkerSize = 0;
        smooth.Data.XOffset = 1;
        smooth.LegendText = $"{prefix}training";

        var points = trainee.History.Validations;
        var validation = plot.Add.Scatter(points.Select(point => (double)point.Step).ToArray(), points.Select(point => point.Loss).ToArray());
        validation.Color = color;
        validation.LineWidth = 1;
        validation.MarkerSize = 7;
        validation.MarkerShape = MarkerShape.FilledCircle;
        validation.LegendText = $"{prefix}validation";
    }

    /// <summary>The running mean over the last steps, fewer at the beginning: 2 % of the run, so that the first fall stays visible.</summary>
    private static double[] Smooth(double[] values)
    {
        var window = Math.Max(1, values.Length / 50);
        var smooth = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var first = Math.Max(0, i - window + 1);
            smooth[i] = values.AsSpan(first, i - first + 1).ToArray().Average();
        }

        return smooth;
    }
}
