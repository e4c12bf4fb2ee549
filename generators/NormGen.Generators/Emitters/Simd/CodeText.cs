using System.Globalization;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>C# text with the strength of its outermost operator, so that parentheses stand only where they must.</summary>
/// <param name="Text">The text.</param>
/// <param name="Strength">1 for sums, 2 for products, 9 for names and calls.</param>
internal readonly record struct CodeText(string Text, int Strength)
{
    /// <summary>The text, in parentheses if it is weaker than its place asks for.</summary>
    public string In(int strength) => Strength < strength ? $"({Text})" : Text;

    /// <summary>A number as a C# literal of type double.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value)) return "double.NaN";
        if (double.IsInfinity(value)) return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.') || text.Contains('E') ? text : text + ".0";
    }
}
