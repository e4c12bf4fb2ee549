namespace NormGen.Kernels;

/// <summary>
/// Results are written with streaming stores: they would not stay in the cache anyway, and a plain store first reads the line it is about to overwrite. Rows begin at a cache line and
/// are whole lines.
/// </summary>
public readonly struct PastCache;
