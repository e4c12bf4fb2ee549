using NormGen.Kernels.Native;

namespace NormGen.Kernels.Running;

/// <summary>Native tensors that live as long as a call: contiguous copies of operands that kernels cannot walk.</summary>
/// <param name="items">Room for them.</param>
internal unsafe struct Temporaries(nint* items)
{
    private int count;

    internal nint Keep(nint tensor)
    {
        items[count++] = tensor;
        return tensor;
    }

    internal void Dispose()
    {
        while (count > 0) TorchNative.THSTensor_dispose(items[--count]);
    }
}
