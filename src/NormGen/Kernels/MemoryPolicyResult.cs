namespace NormGen.Kernels;

/// <summary>What <see cref="MemoryPolicy.KeepFreedPages"/> did.</summary>
public enum MemoryPolicyResult
{
    /// <summary>Freed pages are kept from now on.</summary>
    Applied,

    /// <summary>The C library is glibc, but did not accept the setting.</summary>
    Refused,

    /// <summary>The C library is another one: nothing was changed.</summary>
    NotGlibc,
}
