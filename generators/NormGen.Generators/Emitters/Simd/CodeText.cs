using System.Globalization;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>C# text with the strength of its outermost operator, so that parentheses stand only where they must.</summary>
/// <param name="Text">The text.</param>
/// <param name="Strength">1 for sums, 2 for products, 9 for names and calls.</param>
internal readonly record struct CodeText(string Text, int Strength)
{
    /// <summary>
    /// Stands before methods with a loop. They are compiled at once (in tier 0 they would be eight times slower), and never as part of their callers: that compilation runs out of room for inlining
    /// after the first vectors, and every operation on one becomes a call.
    /// </summary>
    public const string Hot = "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]";

    /// <summary>Stands before statements that serve gradients of parameters alone: the compiler leaves them out where these are frozen.</summary>
    public const string WhereTrained = "if (typeof(P) == typeof(Trained)) ";

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
