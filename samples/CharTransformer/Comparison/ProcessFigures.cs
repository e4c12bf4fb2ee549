using CharTransformerSample.Options;
using CharTransformerSample.Reports;

namespace CharTransformerSample.Comparison;

/// <summary>Each side in a process of its own, where peak memory and allocator are its own.</summary>
/// <param name="NormGen">NormGen with the memory policy.</param>
/// <param name="Stock">Stock TorchSharp with the memory policy.</param>
/// <param name="NormGenShipped">NormGen with the system's allocator.</param>
/// <param name="StockShipped">Stock TorchSharp with the system's allocator: what its users have today.</param>
public sealed record ProcessFigures(RunFigures NormGen, RunFigures Stock, RunFigures NormGenShipped, RunFigures StockShipped)
{
    /// <summary>All four, in the order of the table's columns.</summary>
    public IReadOnlyList<RunFigures> All => [NormGen, Stock, NormGenShipped, StockShipped];

    /// <summary>Runs the four processes, one after the other.</summary>
    /// <param name="options">The options of the whole run.</param>
    public static ProcessFigures Measure(RunOptions options)
        => new(
            SideProcess.Run(options, new(SideKind.NormGen, KeepPages: true)),
            SideProcess.Run(options, new(SideKind.Stock, KeepPages: true)),
            SideProcess.Run(options, new(SideKind.NormGen, KeepPages: false)),
            SideProcess.Run(options, new(SideKind.Stock, KeepPages: false)));
}
