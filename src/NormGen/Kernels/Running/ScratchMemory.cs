using System.Runtime.InteropServices;

namespace NormGen.Kernels.Running;

/// <summary>
/// Short-lived native memory for accumulators and scratch rows. Each thread keeps one block for its next call, so that a training
/// loop touches fresh pages once; a call within a call gets memory of its own.
/// </summary>
internal sealed unsafe class ScratchMemory
{
    private const nuint Kept = 16 << 20;
    private const nuint Alignment = 4096;

    [ThreadStatic]
    private static ScratchMemory? own;

    private byte* block;
    private nuint size;
    private bool taken;

    ~ScratchMemory() => NativeMemory.AlignedFree(block);

    /// <summary>Takes memory of the present thread, aligned to a page. Its content is undefined.</summary>
    /// <param name="bytes">How much.</param>
    internal static byte* Rent(nuint bytes)
    {
        if (bytes == 0) return null;
        var memory = own ??= new ScratchMemory();
        if (memory.taken || bytes > Kept) return (byte*)NativeMemory.AlignedAlloc(bytes, Alignment);
        if (memory.size < bytes)
        {
            NativeMemory.AlignedFree(memory.block);
            memory.block = null;
            memory.size = 0;
            memory.block = (byte*)NativeMemory.AlignedAlloc(bytes, Alignment);
            memory.size = bytes;
        }
        memory.taken = true;
        return memory.block;
    }

    /// <summary>Gives memory back, on the thread that took it.</summary>
    /// <param name="memory">What <see cref="Rent"/> returned.</param>
    internal static void Return(byte* memory)
    {
        if (memory == null) return;
        if (own is { taken: true } mine && mine.block == memory) mine.taken = false;
        else NativeMemory.AlignedFree(memory);
    }
}
