using System.Globalization;

namespace NormGen.CodeModel.Formulas;

/// <summary>Numbers as text that gives back every bit, in every culture and on every framework a compiler runs on.</summary>
internal static class NumberText
{
    /// <summary>The shortest decimal form that reads back equal; the bits after <c>#</c> for NaN, the infinities and negative zero.</summary>
    public static string Write(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        if (double.IsNaN(value) || double.IsInfinity(value) || bits == long.MinValue) return "#" + bits.ToString("X16", CultureInfo.InvariantCulture);

        // .NET Framework's "R" may lose the last bit.
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).Equals(value) ? text : value.ToString("G17", CultureInfo.InvariantCulture);
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static double Parse(string text)
    {
        if (text.StartsWith("#", StringComparison.Ordinal)
            && long.TryParse(text.Substring(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
            return BitConverter.Int64BitsToDouble(bits);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException($"'{text}' is not a number");
    }
}
