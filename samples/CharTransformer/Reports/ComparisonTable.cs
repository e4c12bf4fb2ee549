using System.Globalization;

namespace CharTransformerSample.Reports;

/// <summary>Both sides in figures, for the terminal and for the report.</summary>
/// <param name="Columns">The sides.</param>
/// <param name="Rows">A label and a cell for each column.</param>
public sealed record ComparisonTable(IReadOnlyList<string> Columns, IReadOnlyList<(string Label, IReadOnlyList<string> Cells)> Rows)
{
    /// <summary>How the figures came about.</summary>
    public const string Note = "Losses and the first speed: both models in one process, step by step in turn, from the same weights on the same batches; median step. "
        + "Speed alone and peak memory: a short run in a process of its own, with the memory policy of NormGen.Kernels and with the system's allocator as shipped.";

    /// <summary>Lays out a comparison.</summary>
    /// <param name="ours">NormGen's side of the interleaved run.</param>
    /// <param name="stock">The stock side.</param>
    /// <param name="alone">The runs in processes of their own, one a column.</param>
    public static ComparisonTable Of(RunFigures ours, RunFigures stock, IReadOnlyList<RunFigures> alone)
        => new(
            ["NormGen", "stock TorchSharp", "NormGen, system's allocator", "stock, system's allocator"],
            [
                ("training loss", [Loss(ours.FinalLoss), Loss(stock.FinalLoss), "", ""]),
                ("validation loss", [Loss(ours.ValidationLoss), Loss(stock.ValidationLoss), "", ""]),
                ("tokens/s, interleaved", [Units.Count(ours.TokensPerSecond), Units.Count(stock.TokensPerSecond), "", ""]),
                ("tokens/s, alone", [.. alone.Select(side => Units.Count(side.TokensPerSecond))]),
                ("optimizer state", [Units.Bytes(ours.OptimizerStateBytes), Units.Bytes(stock.OptimizerStateBytes), "", ""]),
                ("peak memory", [.. alone.Select(side => Units.Bytes(side.PeakMemoryBytes))]),
            ]);

    private static string Loss(double loss) => double.IsFinite(loss) ? loss.ToString("F4", CultureInfo.InvariantCulture) : "-";
}
