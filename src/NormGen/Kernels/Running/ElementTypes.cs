using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>The element types that kernels read and write, and what they compute in: half types in float32, which their statistics and sums need.</summary>
internal static class ElementTypes
{
    /// <summary>Whether kernels read and write a type.</summary>
    internal static bool IsSupported(ScalarType type) => type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16 or ScalarType.Float16;

    /// <summary>The type that rows of a type are computed in.</summary>
    internal static ScalarType Computed(ScalarType type) => type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>The type that two types have together, as in eager code: the longer, float32 of the two half types.</summary>
    internal static ScalarType Promoted(ScalarType a, ScalarType b) => a == b ? a : a == ScalarType.Float64 || b == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>The bytes of an element.</summary>
    internal static int Size(ScalarType type) => type switch
    {
        ScalarType.Float32 => sizeof(float),
        ScalarType.Float64 => sizeof(double),
        _ => sizeof(ushort),
    };
}
