namespace NormGen.Kernels;

/// <summary>Results are written as usual: what reads them next may find them in the cache.</summary>
public readonly struct ThroughCache;
