namespace NormGen.Kernels;

/// <summary>What a <see cref="KernelPass"/> runs over.</summary>
public enum PassKind
{
    /// <summary>All rows, cut into ranges that run in parallel.</summary>
    Rows,

    /// <summary>The features alone, once: from totals of earlier passes it computes totals of its own.</summary>
    Features,
}
