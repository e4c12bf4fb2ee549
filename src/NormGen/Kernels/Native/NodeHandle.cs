namespace NormGen.Kernels.Native;

/// <summary>A node of the autograd graph: a reference that keeps it alive, and one that does not. Laid out as the native library has it.</summary>
internal readonly struct NodeHandle(nint strong, nint weak)
{
    internal readonly nint Strong = strong;
    internal readonly nint Weak = weak;
}
