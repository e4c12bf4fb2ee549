namespace NormGen.Kernels;

/// <summary>A tensor that a kernel reads.</summary>
/// <param name="Name">Its name in the declaration, for messages.</param>
/// <param name="PerFeature">Whether it has one number a feature, <c>[features]</c>, instead of the shape of the first input.</param>
/// <param name="Updated">Whether it is overwritten (updates only).</param>
/// <param name="Constant">Whether no gradient leads to it, because the formula detaches it or uses it in comparisons alone.</param>
public sealed record KernelInput(string Name, bool PerFeature = false, bool Updated = false, bool Constant = false);
