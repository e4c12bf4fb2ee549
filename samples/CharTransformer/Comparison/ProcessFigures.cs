using CharTransformerSample.Model;
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
    /// <param name="plan">What they train.</param>
    /// <param name="stop">Ends the one that runs.</param>
    public static ProcessFigures Measure(SidePlan plan, CancellationToken stop)
    {
        return new(
            Run(SideKind.NormGen, keepPages: true),
            Run(SideKind.Stock, keepPages: true),
            Run(SideKind.NormGen, keepPages: false),
            Run(SideKind.Stock, keepPages: false));

        RunFigures Run(SideKind side, bool keepPages) => SideProcess.Run(plan, new(side, keepPages), stop);
    }
}
