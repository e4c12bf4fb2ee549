using NormGen.Kernels.Native;
using NormGen.Kernels.Running;

namespace NormGen.Kernels.Autograd;

/// <summary>
/// Incoming gradients that nobody holds but the engine for the call at hand: when that has ended, their memory would be free. How many hold one then is laid down nowhere, and tried out first (<see cref="GradientTrial"/>);
/// where anything is not as it must be, none is ever taken for one.
/// </summary>
internal static class SoleGradients
{
    // 0 where it is not known.
    private static readonly ulong holders = GradientTrial.Run();

    /// <summary>Whether they can be told from others. The first call tries it out.</summary>
    internal static bool AreKnown => holders != 0;

    /// <summary>Whether a gradient, as the engine gave it to the callback of a node, is one, and its elements lie one after the other.</summary>
    internal static bool Contains(nint gradient)
        => AreKnown && GradientHolders.Of(gradient).AreOnly(holders) && TorchNative.THSTensor_is_contiguous(gradient) != 0 && TorchNative.THSTensor_requires_grad(gradient) == 0;

    /// <summary>A tensor more in the memory of one, with nothing else of it: one that is a view would keep its whole.</summary>
    internal static nint Take(nint gradient)
        => Geometry.Check(Views.BaseOf(gradient) == 0 ? TorchNative.THSTensor_alias(gradient) : TorchNative.THSTensor_detach(gradient));
}
