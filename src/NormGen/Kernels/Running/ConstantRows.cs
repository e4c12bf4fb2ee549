using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>Rows that stand for a whole tensor of one number: an incoming gradient that is undefined, or expanded from a sum.</summary>
internal unsafe struct ConstantRows(in Geometry geometry)
{
    private readonly long features = geometry.Features;
    private readonly ScalarType type = geometry.Type;
    private Operand zero;
    private void* first;

    /// <summary>A row of zeros.</summary>
    internal Operand Zero()
    {
        if (zero.Data == null)
        {
            double nothing = 0;
            zero = Of(&nothing);
        }
        return zero;
    }

    /// <summary>A row of the number at an address.</summary>
    internal Operand Of(void* number)
    {
        // Each row begins with a link to the one before, so that any number of them is freed.
        var size = ElementTypes.Size(type);
        var block = (byte*)NativeMemory.AlignedAlloc((nuint)(features * size) + 64, 64);
        *(void**)block = first;
        first = block;
        var row = block + 64;
        Unsafe.CopyBlock(row, number, (uint)size);
        Fill(row, features, type);
        return new Operand(row, 0);
    }

    /// <summary>Makes all elements of a row what the first is.</summary>
    internal static void Fill(void* row, long features, ScalarType type)
    {
        switch (ElementTypes.Size(type))
        {
            case sizeof(ushort): Fill((ushort*)row, features, int.MaxValue); break;
            case sizeof(float): Fill((float*)row, features, int.MaxValue); break;
            default: Fill((double*)row, features, int.MaxValue); break;
        }
    }

    /// <summary>As the other overload.</summary>
    /// <param name="row">The row.</param>
    /// <param name="features">Its length.</param>
    /// <param name="most">How many elements a span may have: a row may be longer.</param>
    internal static void Fill<T>(T* row, long features, int most) where T : unmanaged
    {
        for (long done = 0; done < features; done += most) new Span<T>(row + done, (int)Math.Min(most, features - done)).Fill(*row);
    }

    internal void Dispose()
    {
        while (first != null)
        {
            var next = *(void**)first;
            NativeMemory.AlignedFree(first);
            first = next;
        }
    }
}
