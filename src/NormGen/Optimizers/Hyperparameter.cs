using System.Globalization;

namespace NormGen.Optimizers;

/// <summary>The checks of hyperparameters: each says the name, the value and what fits.</summary>
internal static class Hyperparameter
{
    /// <summary>A finite number, zero or more.</summary>
    public static void NotNegative(double? value, string name)
    {
        if (!(value >= 0) || double.IsInfinity(value.Value)) throw Wrong(value, name, "it must be a finite number, zero or more");
    }

    /// <summary>A decay rate: from 0 up to, but not including, 1.</summary>
    public static void Decay(double? value, string name)
    {
        if (!(value >= 0 && value < 1)) throw Wrong(value, name, "it must be at least 0 and less than 1");
    }

    private static ArgumentOutOfRangeException Wrong(double? value, string name, string rule)
        => new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, but {rule}."));
}
