using System.Runtime.InteropServices;

namespace NormGen.Kernels.Running;

/// <summary>Short rows of this thread that functions such as e^x are computed in: small enough to stay in the first cache, whatever the length of the tensor's rows.</summary>
internal sealed unsafe class FunctionBlocks
{
    private const nuint CacheLine = 64;

    [ThreadStatic]
    private static FunctionBlocks? own;

    private nint[] blocks = [];

    ~FunctionBlocks()
    {
        foreach (var block in blocks) NativeMemory.AlignedFree((void*)block);
    }

    /// <summary>A block of the present thread. Its content is undefined.</summary>
    /// <param name="index">Which.</param>
    internal static byte* Of(int index)
    {
        var mine = own ??= new FunctionBlocks();
        return (byte*)(index < mine.blocks.Length ? mine.blocks[index] : mine.Add(index));
    }

    /// <summary>Each block is memory of its own, so that those handed out stay where they are; a line longer than it need be, so that equal places of two do not fall into the same set of the cache.</summary>
    private nint Add(int index)
    {
        // One after the other: where memory runs out, those that are counted are there.
        while (blocks.Length <= index) blocks = [.. blocks, (nint)NativeMemory.AlignedAlloc(Simd.Block * sizeof(double) + CacheLine, CacheLine)];
        return blocks[index];
    }
}
