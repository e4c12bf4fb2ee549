using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>float16 and bfloat16 are computed in float32 and rounded once at the end: by the kernels on the CPU, by conversion elsewhere.</summary>
internal static class HalfInputs
{
    /// <summary>Calls a norm with the input in a type that formulas compute well in. Parameters may be of the half type: TorchSharp widens them beside a float32 input.</summary>
    public static Tensor Apply(Tensor input, Func<Tensor, Tensor> norm)
    {
        var type = input.dtype;
        if (!NormArguments.IsHalf(type) || input.device_type == DeviceType.CPU) return norm(input);
        using var scope = NewDisposeScope();
        return norm(input.to(ScalarType.Float32)).to(type).MoveToOuterDisposeScope();
    }
}
