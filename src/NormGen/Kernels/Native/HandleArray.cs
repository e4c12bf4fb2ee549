namespace NormGen.Kernels.Native;

/// <summary>Native tensors in a row. Laid out as the native library has it.</summary>
internal unsafe struct HandleArray(nint* items, long count)
{
    internal nint* Items = items;
    internal long Count = count;
}
