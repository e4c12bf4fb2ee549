using System.Runtime.InteropServices;

namespace NormGen.Kernels;

/// <summary>
/// What the C library does with freed tensors. As shipped, glibc maps every large tensor freshly and unmaps it when it is freed, and the
/// system clears each page anew: adding two 32 MB tensors then spends four fifths of its time on page faults.
/// </summary>
public static partial class MemoryPolicy
{
    // From malloc.h.
    private const int TrimThreshold = -1;
    private const int MostMappings = -4;

    /// <summary>
    /// Keeps freed pages for the next tensor: large blocks come from the heap (<c>M_MMAP_MAX</c> = 0), and the heap is not given back
    /// on its own (<c>M_TRIM_THRESHOLD</c> = its maximum). Call it once, at the start, before the first large tensor. The process holds
    /// its peak until <see cref="Trim"/>; nothing happens where the C library is not glibc.
    /// </summary>
    /// <returns>What happened.</returns>
    public static MemoryPolicyResult KeepFreedPages()
    {
        if (!OperatingSystem.IsLinux()) return MemoryPolicyResult.NotGlibc;
        try
        {
            return mallopt(MostMappings, 0) != 0 && mallopt(TrimThreshold, int.MaxValue) != 0 ? MemoryPolicyResult.Applied : MemoryPolicyResult.Refused;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return MemoryPolicyResult.NotGlibc;
        }
    }

    /// <summary>Gives pages that are free at present back to the system (<c>malloc_trim</c>).</summary>
    /// <returns>Whether any were.</returns>
    public static bool Trim()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return malloc_trim(0) != 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    // By glibc's own name: musl has neither function, nor a library of that name.
    [LibraryImport("libc.so.6")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc.so.6")]
    private static partial int malloc_trim(nuint pad);
}
