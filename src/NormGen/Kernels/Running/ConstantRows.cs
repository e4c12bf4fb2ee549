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
        if (size == sizeof(ushort)) new Span<ushort>(row, (int)features).Fill(*(ushort*)number);
        else if (size == sizeof(float)) new Span<float>(row, (int)features).Fill(*(float*)number);
        else new Span<double>(row, (int)features).Fill(*(double*)number);
        return new Operand(row, 0);
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
