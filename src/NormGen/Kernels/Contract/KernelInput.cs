namespace NormGen.Kernels;

/// <summary>A tensor that a kernel reads.</summary>
/// <param name="Name">Its name in the declaration, for messages.</param>
/// <param name="Axes">What it varies over. The first input has all the axes of the kernel.</param>
/// <param name="Updated">Whether it is overwritten (updates only).</param>
/// <param name="Constant">Whether no gradient leads to it, because the formula detaches it or uses it in comparisons alone.</param>
public sealed record KernelInput(string Name, KernelAxes Axes = KernelAxes.Elements, bool Updated = false, bool Constant = false)
{
    /// <summary>Whether it is as large as the rows of the first input; others are small, and read in the type that is computed in.</summary>
    internal bool IsLike(KernelInput first) => Axes == first.Axes;
}
