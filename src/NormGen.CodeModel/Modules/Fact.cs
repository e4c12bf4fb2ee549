using System.Globalization;

namespace NormGen.CodeModel.Modules;

/// <summary>What is known at compile time of a constructor argument: a constant, or an expression whose text stands for its value.</summary>
/// <param name="Constant">The constant, or null.</param>
/// <param name="Text">A text that is equal for equal values within one model (<c>64</c>, <c>(4 * width)</c>), or null where nothing is known.</param>
public readonly record struct Fact(object? Constant, string? Text)
{
    /// <summary>The text, which is made where it is asked for: of most constants nobody does.</summary>
    public string? Text { get => field ?? (Constant is null ? null : Convert.ToString(Constant, CultureInfo.InvariantCulture)); } = Text;

    /// <summary>Nothing is known.</summary>
    public static Fact Unknown => default;

    /// <summary>A known constant.</summary>
    public static Fact Of(object constant) => new(constant, null);

    /// <summary>The value as a truth value, or null.</summary>
    public bool? Truth => Constant as bool?;

    /// <summary>The value as a whole number, or null.</summary>
    public long? Whole => Constant switch
    {
        long number => number,
        int number => number,
        short number => number,
        byte number => number,
        _ => null,
    };

    /// <summary>Whether both are known and equal.</summary>
    public bool IsSameAs(Fact other) => Text is not null && Text == other.Text;
}
