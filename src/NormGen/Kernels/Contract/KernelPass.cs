namespace NormGen.Kernels;

/// <summary>One run over the data. A kernel needs a second one only where something is folded over all rows before it is used.</summary>
/// <param name="Kind">What the pass runs over.</param>
/// <param name="Unit">What is cut into pieces: rows, or the groups or channels of all rows, where those need nothing of each other.</param>
/// <param name="Largest">Bit i: fold i takes the largest instead of the sum.</param>
/// <param name="Smallest">Bit i: fold i takes the smallest instead of the sum.</param>
/// <param name="Deviations">Bit i: fold i sums squared deviations from the mean of what fold i - 1 sums.</param>
/// <param name="ForParameters">Bit i: fold i serves gradients of parameters alone, and is left out where none of these is wanted.</param>
public sealed record KernelPass(PassKind Kind = PassKind.Rows, KernelAxes Unit = KernelAxes.Rows, ulong Largest = 0, ulong Smallest = 0, ulong Deviations = 0, ulong ForParameters = 0)
{
    /// <summary>What each fold over rows that the pass computes varies over, and so how long it is. Folds are numbered over all passes.</summary>
    public KernelAxes[] Sums { get; init; } = [];
}
