namespace NormGen.Kernels;

/// <summary>Says which total is the gradient of an input that does not vary over rows.</summary>
/// <param name="Input">The input's place.</param>
/// <param name="Sum">The sum's number.</param>
/// <param name="Axes">What the sum varies over, where several elements of the input share a number of it.</param>
public sealed record TotalGradient(int Input, int Sum, KernelAxes? Axes = null);
