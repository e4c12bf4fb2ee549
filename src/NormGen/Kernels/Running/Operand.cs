using System.Runtime.CompilerServices;

namespace NormGen.Kernels.Running;

/// <summary>Where the rows of a tensor lie. A stride of zero stands for one row that is the same for all.</summary>
internal unsafe struct Operand(void* data, nint stride)
{
    /// <summary>The first row.</summary>
    internal byte* Data = (byte*)data;

    /// <summary>Bytes from a row to the next.</summary>
    internal nint Stride = stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ref T Row<T>(nint row) where T : unmanaged => ref Unsafe.AsRef<T>(Data + row * Stride);
}
