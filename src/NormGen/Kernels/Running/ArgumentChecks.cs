using NormGen.Kernels.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>Checks the tensors of a call before anything is written, in words of the declaration.</summary>
internal static class ArgumentChecks
{
    /// <summary>Checks everything but the first tensor's own shape.</summary>
    /// <param name="kernel">The formula's name.</param>
    /// <param name="inputs">What it declares.</param>
    /// <param name="tensors">What it was given.</param>
    /// <param name="shape">The first tensor's shape.</param>
    /// <returns>The type that elements of different types have together; null where they are of one.</returns>
    internal static ScalarType? Check(string kernel, KernelInput[] inputs, ReadOnlySpan<Tensor> tensors, in Geometry shape)
    {
        if (tensors.Length != inputs.Length) throw new ArgumentException($"{kernel}: {tensors.Length} tensors were given, {inputs.Length} are declared.");
        if (!Geometry.IsSupported(tensors[0].Handle))
            throw new ArgumentException($"{kernel}: kernels run on float32, float64, bfloat16 and float16 tensors on the CPU; '{inputs[0].Name}' is {tensors[0].dtype} on {tensors[0].device}.", inputs[0].Name);
        Span<ScalarType> types = stackalloc ScalarType[inputs.Length];
        var (common, isMixed) = (shape.Type, false);
        for (var i = 1; i < inputs.Length; i++)
        {
            var input = inputs[i];
            if (tensors[i] is null) throw new ArgumentNullException(input.Name, $"{kernel}: '{input.Name}' is null.");
            if (TorchNative.THSTensor_device_type(tensors[i].Handle) != (int)DeviceType.CPU)
                throw new ArgumentException($"{kernel}: '{input.Name}' is on {tensors[i].device}; expected the device of '{inputs[0].Name}', cpu.", input.Name);
            types[i] = (ScalarType)TorchNative.THSTensor_type(tensors[i].Handle);
            if (types[i] == shape.Type || !input.IsLike(inputs[0])) continue;
            if (!ElementTypes.IsSupported(types[i]))
                throw new ArgumentException($"{kernel}: '{input.Name}' is {tensors[i].dtype}; expected the type of '{inputs[0].Name}', {shape.Type}, or another of float32, float64, bfloat16 and float16.", input.Name);
            (common, isMixed) = (ElementTypes.Promoted(common, types[i]), true);
        }

        for (var i = 1; i < inputs.Length; i++)
        {
            var input = inputs[i];
            var tensor = tensors[i].Handle;
            if (!input.IsLike(inputs[0]) && !Fits(types[i], common, isMixed))
            {
                var others = ElementTypes.Computed(common) == ScalarType.Float32 ? ", or float32, bfloat16 or float16" : isMixed ? ", or another of float32, float64, bfloat16 and float16" : "";
                throw new ArgumentException($"{kernel}: '{input.Name}' is {tensors[i].dtype}; expected the type of '{inputs[0].Name}', {shape.Type}{others}.", input.Name);
            }
            if (input.IsLike(inputs[0]) ? shape.Matches(tensor) : shape.Matches(tensor, input.Axes)) continue;
            var expected = input.IsLike(inputs[0]) ? $"that of '{inputs[0].Name}', {Text(tensors[0])}" : $"{Expected(shape, input.Axes)}, one number for each {Place(input.Axes)} of '{inputs[0].Name}' {Text(tensors[0])}";
            throw new ArgumentException($"{kernel}: '{input.Name}' has the shape {Text(tensors[i])}; expected {expected}.", input.Name);
        }

        return isMixed ? common : null;
    }

    /// <summary>Whether a small tensor of a type goes with elements of another: none is longer than what is computed in. Beside elements of one type, float64 goes with float64 alone.</summary>
    private static bool Fits(ScalarType type, ScalarType elements, bool isMixed)
        => ElementTypes.IsSupported(type) && (ElementTypes.Computed(type) == ElementTypes.Computed(elements) || (isMixed && elements == ScalarType.Float64));

    /// <summary>Checks that the first tensor has the dimensions of the kernel, and that groups come out even.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="first">The first tensor.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="groups">How many groups were asked for.</param>
    internal static void CheckFirst(RowKernelShape kernel, Tensor first, in Geometry shape, long groups)
    {
        var name = kernel.Inputs[0].Name;
        if (shape.Dimensions == 0) throw new ArgumentException($"{kernel.Name}: '{name}' is a scalar; expected {((kernel.Element & KernelAxes.Channels) != 0 ? "[batch, channels, ..]" : "[.., features]")}.", name);
        if ((kernel.Element & KernelAxes.Groups) == 0) return;
        var cut = (kernel.Element & KernelAxes.Channels) != 0 ? shape.Channels : first.shape[^1];
        var what = (kernel.Element & KernelAxes.Channels) != 0 ? "channels" : "features";
        if (groups < 1 || cut % groups != 0) throw new ArgumentException($"{kernel.Name}: {groups} groups do not divide the {cut} {what} of '{name}' {Text(first)}; expected a divisor of {cut}.", name);
    }

    private static string Expected(in Geometry shape, KernelAxes axes)
    {
        Span<long> sizes = stackalloc long[Geometry.MostDimensions];
        var count = shape.SizesOf(axes, sizes);
        return $"[{string.Join(", ", sizes[..count].ToArray())}]";
    }

    private static string Place(KernelAxes axes) => (axes & ~KernelAxes.Groups) switch
    {
        KernelAxes.None => axes == KernelAxes.Groups ? "group" : "call",
        KernelAxes.Rows => axes == KernelAxes.Rows ? "row" : "row and group",
        KernelAxes.Features => "feature",
        KernelAxes.Channels => "channel",
        KernelAxes.Rows | KernelAxes.Channels => "sample and channel",
        _ => "position",
    };

    /// <summary>The first tensor, which must be there before its shape can be read.</summary>
    internal static nint First(string kernel, KernelInput[] inputs, ReadOnlySpan<Tensor> tensors)
        => tensors.Length > 0 && tensors[0] is { } first ? first.Handle : throw new ArgumentNullException(inputs[0].Name, $"{kernel}: '{inputs[0].Name}' is null.");

    /// <summary>A shape as it is written: <c>[2, 3]</c>.</summary>
    internal static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
