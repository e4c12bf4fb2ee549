namespace NormGen.Kernels;

/// <summary>No gradient of a parameter is wanted: backward is compiled without the sums that serve these alone.</summary>
public readonly struct Frozen;
