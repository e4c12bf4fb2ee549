namespace NormGen.Kernels;

/// <summary>Says which total is the gradient of an input that does not vary over rows.</summary>
/// <param name="Input">The input's place.</param>
/// <param name="Sum">The sum's number.</param>
/// <param name="IsNumber">Whether all its elements share it: the sum is then one number.</param>
public sealed record TotalGradient(int Input, int Sum, bool IsNumber = false);
