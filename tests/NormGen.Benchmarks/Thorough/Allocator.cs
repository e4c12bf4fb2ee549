namespace NormGen.Benchmarks.Thorough;

/// <summary>What happens with freed tensors, for both sides.</summary>
public enum Allocator
{
    /// <summary>Freed pages are kept: <see cref="Kernels.MemoryPolicy.KeepFreedPages"/>.</summary>
    Tuned,

    /// <summary>As the system has it.</summary>
    System,
}
