using System.Runtime.InteropServices;

namespace NormGen.Kernels.Running;

/// <summary>Gives every element of a small tensor its number, where several share one: a broadcast.</summary>
internal static unsafe class Expansion
{
    /// <summary>Expands numbers; source and target may be the same memory.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="from">What they vary over: some of the target's axes.</param>
    /// <param name="target">Where to.</param>
    /// <param name="to">What the target varies over.</param>
    /// <param name="geometry">The shape and type of the call.</param>
    internal static void Run(void* values, KernelAxes from, void* target, KernelAxes to, in Geometry geometry)
    {
        var size = ElementTypes.Size(geometry.ComputedType);
        var bytes = (nuint)(geometry.Length(from) * size);
        var copy = (byte*)NativeMemory.Alloc(bytes);
        try
        {
            NativeMemory.Copy(values, copy, bytes);
            var length = geometry.Length(to);
            for (long i = 0; i < length; i++) NativeMemory.Copy(copy + Place(i, from, to, geometry) * size, (byte*)target + i * size, (nuint)size);
        }
        finally
        {
            NativeMemory.Free(copy);
        }
    }

    /// <summary>The place among the numbers of one axis set that an element of another takes.</summary>
    internal static long Place(long element, KernelAxes from, KernelAxes to, in Geometry geometry)
    {
        var features = (to & KernelAxes.Features) != 0 ? geometry.Features : 1;
        var (part, feature) = (element / features, element % features);
        var perGroup = geometry.Channels / geometry.Groups;
        var group = (to & KernelAxes.Channels) != 0 ? part / perGroup : part;
        var place = (from & (KernelAxes.Channels | KernelAxes.Groups)) switch
        {
            KernelAxes.None => 0,
            KernelAxes.Groups => group,
            KernelAxes.Channels when (to & KernelAxes.Groups) != 0 => part % perGroup,
            _ => part,
        };
        return (from & KernelAxes.Features) != 0 ? place * geometry.Features + feature : place;
    }
}
