using static TorchSharp.torch;

namespace NormGen.Generators.Testing;

/// <summary>How near a kernel of a formula that nobody has looked at must come to its formula in float64.</summary>
/// <param name="Tolerance">Relative to the largest entry, or to 1: the rounding of the type that is computed in, or of the one that is stored.</param>
/// <param name="Noise">Relative change of the inputs by which the formula's own sensitivity is found: it may divide by small numbers, or stand on the edge of a comparison.</param>
/// <param name="Slack">How many times what the formula changes by is taken off the error.</param>
internal readonly record struct Accuracy(double Tolerance, double Noise, double Slack)
{
    /// <summary>What is asked of a type. Half types are computed in float32 and rounded when stored.</summary>
    public static Accuracy Of(ScalarType type) => type switch
    {
        ScalarType.Float64 => new(1e-9, 1e-13, 1e4),
        ScalarType.Float32 => new(1e-5, 1e-6, 10),
        ScalarType.BFloat16 => new(1.0 / 128, 1e-6, 10),
        ScalarType.Float16 => new(1.0 / 1024, 1e-6, 10),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Kernels take floating-point types."),
    };
}
