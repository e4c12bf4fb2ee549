using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NormGen.Kernels.Native;

/// <summary>
/// The few functions of TorchSharp's own native library that kernels call directly: its managed layer allocates on every call.
/// Handles are addresses of native tensors; one that is returned belongs to the caller.
/// </summary>
internal static unsafe partial class TorchNative
{
    private const string Library = "LibTorchSharp";

    // TorchSharp finds and loads its library; this assembly must get the same one, wherever that was.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(TorchNative).Assembly, static (name, assembly, path) =>
    {
        if (name != Library) return 0;
        InitializeDeviceType(TorchSharp.DeviceType.CPU);
        return NativeLibrary.TryLoad(Library, typeof(Tensor).Assembly, path, out var handle) ? handle : 0;
    });
#pragma warning restore CA2255

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void* THSTensor_data(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long THSTensor_ndimension(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long THSTensor_numel(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long THSTensor_size(nint tensor, long dimension);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long THSTensor_stride(nint tensor, long dimension);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial sbyte THSTensor_type(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int THSTensor_device_type(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial byte THSTensor_requires_grad(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial byte THSTensor_is_leaf(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial byte THSTensor_is_contiguous(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_contiguous(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_alias(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_detach(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_clone(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_to_type(nint tensor, sbyte type, byte copy, byte nonBlocking);

    [LibraryImport(Library)]
    internal static partial void THSTensor_dispose(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_empty(long* sizes, int length, sbyte type, int deviceType, int deviceIndex, byte requiresGradient);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int THSTorch_get_num_threads();

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial byte THSAutograd_isGradEnabled();

    [LibraryImport(Library)]
    internal static partial void THSAutograd_setGrad(byte enabled);

    [LibraryImport(Library)]
    internal static partial NodeHandle THSAutograd_CSharpNode_ctor(nint apply, nint deleted);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_CSharpNode_disposeSharedPtr(NodeHandle node);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_CSharpNode_disposeWeakPtr(NodeHandle node);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_CSharpNode_clearInputMetadata(NodeHandle node);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_CSharpNode_setNextEdges(NodeHandle node, HandleArray tensors, byte executable);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_Function_wrapOutputs(HandleArray tensors, HandleArray notDifferentiable, HandleArray dirty, HandleArray outputs, NodeHandle node, delegate* unmanaged[Cdecl]<nuint, nint*> allocate);

    [LibraryImport(Library)]
    internal static partial nint THSAutograd_SavedVariable_ctor(nint tensor, NodeHandle node, byte inPlaceOnView);

    [LibraryImport(Library)]
    internal static partial nint THSAutograd_SavedVariable_unpack(nint saved, NodeHandle node);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_SavedVariable_dispose(nint saved);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_grad(nint* outputs, long outputCount, nint* inputs, long inputCount, nint* gradients, long gradientCount, byte retainGraph, byte createGraph, byte allowUnused, delegate* unmanaged[Cdecl]<nuint, nint*> allocate);
}
