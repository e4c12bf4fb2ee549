namespace NormGen.Kernels;

/// <summary>Says which result takes the memory of which tensor, and what that forbids.</summary>
/// <param name="Tensor">The tensor's place.</param>
/// <param name="Result">The result's place.</param>
/// <param name="Readers">Bit i: the gradient of tensor i needs what is overwritten.</param>
/// <param name="IsReadAlways">Whether backward needs it whatever gradient is wanted: for the new value of a statistic.</param>
public sealed record InplaceResult(int Tensor, int Result = 0, ulong Readers = 0, bool IsReadAlways = false);
