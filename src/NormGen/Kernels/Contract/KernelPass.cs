namespace NormGen.Kernels;

/// <summary>One run over the data. A kernel needs a second one only where something is summed over all rows before it is used.</summary>
/// <param name="Sums">How many sums over rows, of one number a feature each, the pass computes. Sums are numbered over all passes.</param>
/// <param name="Kind">What the pass runs over.</param>
public sealed record KernelPass(int Sums = 0, PassKind Kind = PassKind.Rows);
