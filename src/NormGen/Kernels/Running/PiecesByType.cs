using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>The code that runs one piece of a kernel's pass, for each element type: specializations of one generic method.</summary>
/// <param name="float32">Stored and computed in float32.</param>
/// <param name="float64">Stored and computed in float64.</param>
/// <param name="bfloat16">Stored in bfloat16, computed in float32.</param>
/// <param name="float16">Stored in float16, computed in float32.</param>
internal readonly unsafe struct PiecesByType(
    delegate*<void*, int, int, void> float32, delegate*<void*, int, int, void> float64, delegate*<void*, int, int, void> bfloat16, delegate*<void*, int, int, void> float16)
{
    private readonly delegate*<void*, int, int, void> float32 = float32;
    private readonly delegate*<void*, int, int, void> float64 = float64;
    private readonly delegate*<void*, int, int, void> bfloat16 = bfloat16;
    private readonly delegate*<void*, int, int, void> float16 = float16;

    /// <summary>The code for a type.</summary>
    internal delegate*<void*, int, int, void> Of(ScalarType type) => type switch
    {
        ScalarType.Float32 => float32,
        ScalarType.Float64 => float64,
        ScalarType.BFloat16 => bfloat16,
        _ => float16,
    };

    /// <summary>Runs all passes over tensors of a type.</summary>
    /// <param name="geometry">Their shape and type.</param>
    /// <param name="run">The call.</param>
    /// <param name="inputs">What its first operands are.</param>
    /// <param name="passes">The kernel's passes.</param>
    /// <param name="scratch">How many scratch rows a thread needs.</param>
    /// <param name="kept">How many numbers of each part of a row it keeps between loops.</param>
    internal void Run(in Geometry geometry, RowRun* run, KernelInput[] inputs, KernelPass[] passes, int scratch, int kept)
    {
        switch (geometry.Type)
        {
            case ScalarType.Float32: RowRunner<float, float>.Run(run, geometry, inputs, passes, scratch, kept, float32); break;
            case ScalarType.Float64: RowRunner<double, double>.Run(run, geometry, inputs, passes, scratch, kept, float64); break;
            case ScalarType.BFloat16: RowRunner<BFloat16, float>.Run(run, geometry, inputs, passes, scratch, kept, bfloat16); break;
            default: RowRunner<Half, float>.Run(run, geometry, inputs, passes, scratch, kept, float16); break;
        }
    }
}
