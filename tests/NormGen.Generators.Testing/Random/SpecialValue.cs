using static TorchSharp.torch;

namespace NormGen.Generators.Testing.Random;

/// <summary>What some of the drawn numbers are replaced by.</summary>
internal enum SpecialValue
{
    None,
    NotANumber,
    Infinity,
    NegativeInfinity,

    /// <summary>All numbers of a tensor are below the smallest normal number of its type.</summary>
    Denormal,
}

/// <summary>Puts special values into drawn data.</summary>
internal static class SpecialValues
{
    public static Tensor Put(this SpecialValue special, Tensor drawn, ScalarType type)
    {
        if (special == SpecialValue.None || drawn.numel() == 0) return drawn;
        if (special == SpecialValue.Denormal) return drawn * type switch { ScalarType.Float64 => 1e-310, ScalarType.Float16 => 1e-6, _ => 1e-40 };
        var value = special switch { SpecialValue.NotANumber => double.NaN, SpecialValue.Infinity => double.PositiveInfinity, _ => double.NegativeInfinity };
        var flat = drawn.view(-1);
        flat[flat.numel() / 3] = value;
        flat[flat.numel() - 1] = value;
        return drawn;
    }
}
