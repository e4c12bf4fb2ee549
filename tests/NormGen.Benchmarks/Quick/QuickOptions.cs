namespace NormGen.Benchmarks.Quick;

/// <summary>What the user asked of the quick benchmark.</summary>
/// <param name="Json">Where figures are written to, or null.</param>
/// <param name="Threads">Threads of libtorch and of the kernels.</param>
/// <param name="Filter">Only pairs whose name contains this; null for all.</param>
/// <param name="IsChild">Whether this is the child process that keeps the system's allocator as it is.</param>
public sealed record QuickOptions(string? Json, int Threads, string? Filter, bool IsChild);
