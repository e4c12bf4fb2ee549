using static TorchSharp.torch;

namespace NormGen.Kernels.Native;

/// <summary>
/// How many hold a tensor, and its memory. No function of the native library says it; the counts stand at the start of what a handle leads to, and whether they do is tried out before they are believed.
/// </summary>
internal static unsafe class References
{
    // What is counted begins with a table of functions, then those who hold it, then those who only look (of whom the holders together are one). A tensor goes on with its memory, which is counted in the same way.
    private const int Counts = 8;
    private const int Memory = 16;
    private const ulong NobodyLooks = 1UL << 32;

    /// <summary>Whether the counts stand where they are looked for.</summary>
    internal static readonly bool AreKnown = sizeof(nint) == 8 && BitConverter.IsLittleEndian && Try();

    /// <summary>How many handles and other holders a tensor has; a number beyond all sense where somebody looks on.</summary>
    internal static ulong OfTensor(nint tensor) => Holders(*(nint*)tensor);

    /// <summary>How many tensors have the same memory; 0 where there is none.</summary>
    internal static ulong OfMemory(nint tensor) => MemoryOf(tensor) is not 0 and var memory ? Holders(memory) : 0;

    private static ulong Holders(nint counted) => Volatile.Read(ref *(ulong*)(counted + Counts)) - NobodyLooks;

    private static nint MemoryOf(nint tensor) => *(nint*)(*(nint*)tensor + Memory);

    /// <summary>Makes tensors that one, two and three hold, and memory of one and of two, and looks whether the numbers are what they must be.</summary>
    private static bool Try()
    {
        using var first = zeros(3, ScalarType.Float32, CPU);
        using var other = zeros(3, ScalarType.Float32, CPU);
        if (OfTensor(first.Handle) != 1 || OfTensor(other.Handle) != 1) return false;
        using (first.alias())
        {
            if (OfTensor(first.Handle) != 2) return false;
            using (first.alias())
                if (OfTensor(first.Handle) != 3) return false;
        }

        if (OfTensor(first.Handle) != 1) return false;
        using (var shared = first.detach())
        {
            // Before anything is read behind what should be the memory: it is one for both, another one for the other tensor, and an address.
            var memory = MemoryOf(first.Handle);
            if (memory is >= 0 and < 0x10000 || memory % sizeof(nint) != 0 || memory != MemoryOf(shared.Handle) || memory == MemoryOf(other.Handle)) return false;
            if (OfMemory(first.Handle) != 2 || OfMemory(other.Handle) != 1 || OfTensor(first.Handle) != 1 || OfTensor(shared.Handle) != 1) return false;
        }

        return OfMemory(first.Handle) == 1;
    }
}
