namespace NormGen.Kernels;

/// <summary>A result of a kernel.</summary>
/// <param name="Name">Its name in the declaration.</param>
/// <param name="Axes">What it varies over.</param>
public sealed record KernelOutput(string Name, KernelAxes Axes = KernelAxes.Elements);
