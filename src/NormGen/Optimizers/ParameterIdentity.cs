using NormGen.Kernels.Native;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Tells parameters apart by where their elements are.</summary>
/// <remarks>Handles do not: <c>Embedding.weight</c> makes a new one on every read, so a head tied to it has a handle of its own.</remarks>
internal static class ParameterIdentity
{
    /// <summary>The address of the elements; the handle where there are none, as of empty tensors and those of the meta device.</summary>
    public static unsafe IntPtr Of(Tensor parameter) => TorchNative.THSTensor_data(parameter.Handle) is var address && address != null ? (IntPtr)address : parameter.Handle;
}
