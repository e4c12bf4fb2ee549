using System.Runtime.CompilerServices;

namespace NormGen.Kernels.Running;

/// <summary>Where the rows of a tensor lie. A stride of zero stands for one row that is the same for all.</summary>
internal unsafe struct Operand(void* data, nint stride, nint part = 0)
{
    /// <summary>The first row.</summary>
    internal byte* Data = (byte*)data;

    /// <summary>Bytes from a row to the next.</summary>
    internal nint Stride = stride;

    /// <summary>Bytes from a part of a row (a channel, a group) to the next.</summary>
    internal nint Part = part;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ref T Row<T>(nint row) where T : unmanaged => ref Unsafe.AsRef<T>(Data + row * Stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ref T Row<T>(nint row, nint part) where T : unmanaged => ref Unsafe.AsRef<T>(Data + row * Stride + part * Part);
}
