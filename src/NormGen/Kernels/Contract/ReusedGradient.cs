namespace NormGen.Kernels;

/// <summary>Says which gradients backward may write over the incoming gradient of a result: that is not read any more when they are written.</summary>
/// <param name="Result">The result's place.</param>
/// <param name="Tensors">Bit i: the gradient of tensor i.</param>
public sealed record ReusedGradient(int Result, ulong Tensors);
