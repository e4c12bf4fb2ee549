using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NormGen.Kernels.Native;

/// <summary>
/// What a tensor is a view of, by two functions of libtorch itself. TorchSharp's library does not hand them on, but depends on it, so that Linux and macOS find them there, by the names that compilers give to members of
/// C++ classes. Elsewhere nothing is known to be a view.
/// </summary>
internal static unsafe partial class Views
{
    private const string Library = "LibTorchSharp";

    /// <summary>Whether views are known as such.</summary>
    internal static readonly bool AreKnown = Try();

    /// <summary>The tensor that one is a view of; 0 where it is none, or nobody knows. The handle is the view's own: it is not disposed, and not used when the view is gone.</summary>
    internal static nint BaseOf(nint tensor) => AreKnown && IsView(tensor) != 0 ? Base(tensor) : 0;

    private static bool Try()
    {
        try
        {
            using var unwatched = no_grad();
            using var whole = zeros(4, ScalarType.Float32, CPU);
            using var view = whole.view(2, 2);
            return IsView(whole.Handle) == 0 && IsView(view.Handle) == 1 && *(nint*)Base(view.Handle) == *(nint*)whole.Handle;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport(Library, EntryPoint = "_ZNK2at10TensorBase7is_viewEv"), SuppressGCTransition]
    private static partial byte IsView(nint tensor);

    [LibraryImport(Library, EntryPoint = "_ZNK2at10TensorBase5_baseEv")]
    private static partial nint Base(nint tensor);
}
