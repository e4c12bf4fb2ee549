using System.Globalization;
using System.Net;
using System.Text;
using CharTransformerSample.Model;
using CharTransformerSample.Training;

namespace CharTransformerSample.Reports;

/// <summary>A report in one HTML file without scripts and without anything to load.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="svg">The loss curves.</param>
    public static string Write(ReportContent content, string svg)
    {
        var plan = content.Plan;
        var figures = content.Figures;
        return $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>CharTransformer, {figures.Steps} steps</title>
            <style>{HtmlStyle.Css}</style>
            <main>
            <h1>CharTransformer</h1>
            <p class="lead">A byte-level transformer, trained on {Encode(content.Text)} ({Number(content.TextLength)} bytes, the last tenth held out).
            Norms, residual joints and optimizer are code that NormGen generated at compile time.</p>
            <div class="tiles">
            {Tile("validation loss", figures.ValidationLoss.ToString("F3", CultureInfo.InvariantCulture), "nats per byte, held-out text")}
            {Tile("training loss", figures.FinalLoss.ToString("F3", CultureInfo.InvariantCulture), FormattableString.Invariant($"mean of the last 50 steps; {figures.InitialLoss:F2} at first"))}
            {Tile("speed", Units.Count(figures.TokensPerSecond), $"tokens per second, {Units.Threads(content.Threads)}")}
            {Tile("optimizer state", Units.Bytes(figures.OptimizerStateBytes), $"for {Number(content.Parameters)} parameters")}
            {Tile("peak memory", Units.Bytes(figures.PeakMemoryBytes), "of the process")}
            </div>
            <h2>Loss</h2>
            <figure>{svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]}</figure>
            {Compared(content)}
            <h2>A sample of what it writes</h2>
            <pre><span class="prompt">{Encode(content.Prompt)}</span>{Encode(content.Sample)}</pre>
            <h2>How it was trained</h2>
            <table>
            {Row("model", $"{plan.Shape}; Peri-LN with RMSNorm, branches scaled by 1/sqrt({2 * plan.Shape.Layers}), rotary positions")}
            {Row("steps", $"{figures.Steps} of {plan.Steps}, {plan.Batch} windows of {plan.Shape.Context} bytes each")}
            {Row("optimizer", Sides.OptimizerOf(SideKind.NormGen, plan))}
            {(content.Comparison is null ? "" : Row("stock optimizer", Sides.OptimizerOf(SideKind.Stock, plan)))}
            {Row("schedule", "warm-up over a tenth of the steps, then half a cosine down to a tenth of the rate")}
            {Row("seed", plan.Seed.ToString(CultureInfo.InvariantCulture))}
            </table>
            </main>
            </html>

            """;
    }

    private static string Compared(ReportContent content)
    {
        if (content.Comparison is not { } comparison)
        {
            return "";
        }

        var html = new StringBuilder("<h2>Beside stock TorchSharp</h2>\n<div class=\"wide\"><table class=\"figures\">\n<tr><th></th>");
        foreach (var column in comparison.Columns)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th>{Encode(column)}</th>");
        }

        html.Append("</tr>\n");
        foreach (var (label, cells) in comparison.Rows)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encode(label)}</th>{string.Concat(cells.Select(cell => $"<td>{Encode(cell)}</td>"))}</tr>\n");
        }

        return html.Append(CultureInfo.InvariantCulture, $"</table></div>\n<p class=\"note\">{Encode(ComparisonTable.Note)}</p>").ToString();
    }

    private static string Tile(string label, string value, string detail)
        => $"<div class=\"tile\"><div class=\"label\">{label}</div><div class=\"value\">{value}</div><div class=\"detail\">{detail}</div></div>";

    private static string Row(string label, string value) => $"<tr><th>{label}</th><td>{Encode(value)}</td></tr>";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
