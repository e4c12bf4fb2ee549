using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NormGen.Kernels.Native;

/// <summary>Where native calls put the handles they return: a small array of the calling thread.</summary>
internal static unsafe class NativeArrays
{
    internal const int Capacity = 64;

    [ThreadStatic]
    private static Holder? holder;

    /// <summary>The present thread's array.</summary>
    internal static nint* Current => (holder ??= new Holder()).Items;

    /// <summary>For the native side: an array of at least <paramref name="count"/> handles.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static nint* Allocate(nuint count) => Current;

    private sealed class Holder
    {
        internal readonly nint* Items = (nint*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(nint));

        ~Holder() => NativeMemory.Free(Items);
    }
}
