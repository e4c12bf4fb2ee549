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
    internal static void Check(string kernel, KernelInput[] inputs, ReadOnlySpan<Tensor> tensors, in Geometry shape)
    {
        if (tensors.Length != inputs.Length) throw new ArgumentException($"{kernel}: {tensors.Length} tensors were given, {inputs.Length} are declared.");
        if (!Geometry.IsSupported(tensors[0].Handle))
            throw new ArgumentException($"{kernel}: kernels run on float32, float64, bfloat16 and float16 tensors on the CPU; '{inputs[0].Name}' is {tensors[0].dtype} on {tensors[0].device}.", inputs[0].Name);
        for (var i = 1; i < inputs.Length; i++)
        {
            var input = inputs[i];
            if (tensors[i] is null) throw new ArgumentNullException(input.Name, $"{kernel}: '{input.Name}' is null.");
            var tensor = tensors[i].Handle;
            if (TorchNative.THSTensor_device_type(tensor) != (int)DeviceType.CPU)
                throw new ArgumentException($"{kernel}: '{input.Name}' is on {tensors[i].device}; expected the device of '{inputs[0].Name}', cpu.", input.Name);
            var type = (ScalarType)TorchNative.THSTensor_type(tensor);
            if (type != shape.Type && !(input.PerFeature && ElementTypes.IsSupported(type) && ElementTypes.Computed(type) == shape.ComputedType))
            {
                var others = input.PerFeature && shape.ComputedType == ScalarType.Float32 ? ", or float32, bfloat16 or float16" : "";
                throw new ArgumentException($"{kernel}: '{input.Name}' is {tensors[i].dtype}; expected the type of '{inputs[0].Name}', {shape.Type}{others}.", input.Name);
            }
            if (!input.PerFeature)
            {
                if (!shape.Matches(tensor))
                    throw new ArgumentException($"{kernel}: '{input.Name}' has the shape {Text(tensors[i])}; expected that of '{inputs[0].Name}', {Text(tensors[0])}.", input.Name);
            }
            else if (TorchNative.THSTensor_ndimension(tensor) != 1 || TorchNative.THSTensor_size(tensor, 0) != shape.Features)
            {
                throw new ArgumentException($"{kernel}: '{input.Name}' has the shape {Text(tensors[i])}; expected [{shape.Features}], one number for each feature of '{inputs[0].Name}' {Text(tensors[0])}.", input.Name);
            }
        }
    }

    /// <summary>The first tensor, which must be there before its shape can be read.</summary>
    internal static nint First(string kernel, KernelInput[] inputs, ReadOnlySpan<Tensor> tensors)
        => tensors.Length > 0 && tensors[0] is { } first ? first.Handle : throw new ArgumentNullException(inputs[0].Name, $"{kernel}: '{inputs[0].Name}' is null.");

    /// <summary>A shape as it is written: <c>[2, 3]</c>.</summary>
    internal static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
