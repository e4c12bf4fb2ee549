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

    /// <summary>A finite number, zero or less.</summary>
    public static void NotPositive(double? value, string name)
    {
        if (!(value <= 0) || double.IsInfinity(value.Value)) throw Wrong(value, name, "it must be a finite number, zero or less");
    }

    /// <summary>A finite number, as large as given or larger.</summary>
    public static void AtLeast(double? value, string name, double least)
    {
        if (!(value >= least) || double.IsInfinity(value.Value)) throw Wrong(value, name, string.Create(CultureInfo.InvariantCulture, $"it must be a finite number of at least {least}"));
    }

    /// <summary>A finite number.</summary>
    public static void Finite(double? value, string name)
    {
        if (value is not { } number || !double.IsFinite(number)) throw Wrong(value, name, "it must be a finite number");
    }

    /// <summary>A whole number, as large as given or larger.</summary>
    public static void Whole(double? value, string name, int least)
    {
        if (!(value >= least) || value != Math.Floor(value.Value) || value > int.MaxValue) throw Wrong(value, name, $"it must be a whole number of at least {least}");
    }

    /// <summary>A number above zero.</summary>
    public static void Positive(double? value, string name)
    {
        if (!(value > 0) || double.IsInfinity(value.Value)) throw Wrong(value, name, "it must be a finite number above zero");
    }

    /// <summary>A decay rate: from 0 up to 1, which itself may or may not be included.</summary>
    public static void Decay(double? value, string name, bool orOne = false)
    {
        if (!(value >= 0 && (value < 1 || (orOne && value == 1)))) throw Wrong(value, name, orOne ? "it must be at least 0 and at most 1" : "it must be at least 0 and less than 1");
    }

    private static ArgumentOutOfRangeException Wrong(double? value, string name, string rule)
        => new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {(value is { } number ? number : "missing")}, but {rule}."));
}
