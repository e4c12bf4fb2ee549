using NormGen.Kernels.Native;

namespace NormGen.Kernels.Autograd;

/// <summary>Who holds a gradient.</summary>
/// <param name="Tensor">How many hold the tensor.</param>
/// <param name="Memory">How many tensors have its memory.</param>
/// <param name="Whole">How many hold the tensor that it is a view of; 0 where it is none.</param>
/// <param name="IsAllOfIt">Whether it has as many elements as that.</param>
internal readonly record struct GradientHolders(ulong Tensor, ulong Memory, ulong Whole, bool IsAllOfIt)
{
    /// <summary>The holders of a gradient.</summary>
    internal static GradientHolders Of(nint gradient)
    {
        var whole = Views.BaseOf(gradient);
        return whole == 0 ? new(References.OfTensor(gradient), References.OfMemory(gradient), 0, false)
            : new(References.OfTensor(gradient), References.OfMemory(gradient), References.OfTensor(whole), TorchNative.THSTensor_numel(whole) == TorchNative.THSTensor_numel(gradient));
    }

    /// <summary>Whether there are so many of the tensor, and nobody else has its memory. A view of all of a tensor that nobody but the view knows is as good as one with memory of its own.</summary>
    internal bool AreOnly(ulong holders) => Tensor == holders && (Whole == 0 ? Memory == 1 : Whole == 1 && Memory == 2 && IsAllOfIt);
}
