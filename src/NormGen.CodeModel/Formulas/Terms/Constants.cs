using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>Arithmetic that C# does while it compiles: over the four types that numbers of formulas have. Null where it is left to the compiler.</summary>
internal static class Constants
{
    /// <summary>What the rules of conversion look at.</summary>
    public static ConstantClass ClassOf(Optional<object?> constant)
    {
        if (!constant.HasValue) return ConstantClass.None;
        if (constant.Value is float or double) return ConstantClass.Constant | (Convert.ToDouble(constant.Value, null) == 0 ? ConstantClass.Zero : 0);
        if (constant.Value is not (int or long)) return ConstantClass.Constant;
        var value = Convert.ToInt64(constant.Value, null);
        var found = ConstantClass.Constant;
        if (value == 0) found |= ConstantClass.Zero;
        if (value is >= sbyte.MinValue and <= sbyte.MaxValue) found |= ConstantClass.SByte;
        if (value is >= byte.MinValue and <= byte.MaxValue) found |= ConstantClass.Byte;
        if (value is >= short.MinValue and <= short.MaxValue) found |= ConstantClass.Int16;
        if (value is >= ushort.MinValue and <= ushort.MaxValue) found |= ConstantClass.UInt16;
        if (value is >= int.MinValue and <= int.MaxValue) found |= ConstantClass.Int32;
        if (value is >= uint.MinValue and <= uint.MaxValue) found |= ConstantClass.UInt32;
        if (value >= 0) found |= ConstantClass.UInt64;
        return found;
    }

    /// <summary>The type of a literal that is a number or a truth value.</summary>
    public static SpecialType TypeOf(object? literal) => literal switch
    {
        int => SpecialType.System_Int32,
        long => SpecialType.System_Int64,
        float => SpecialType.System_Single,
        double => SpecialType.System_Double,
        bool => SpecialType.System_Boolean,
        _ => SpecialType.None,
    };

    /// <summary>A constant after a conversion.</summary>
    public static Optional<object?> Converted(object? value, ITypeSymbol? type) => (value, type?.SpecialType) switch
    {
        (int or long or float or double, SpecialType.System_Double) => new((object)Convert.ToDouble(value, null)),
        (int or long or float, SpecialType.System_Single) => new((object)Convert.ToSingle(value, null)),
        (int, SpecialType.System_Int64) => new((object)Convert.ToInt64(value, null)),
        (null, _) => new(null),
        _ => default,
    };

    /// <summary><c>-value</c></summary>
    public static object? Negated(object? value) => value switch
    {
        int i when i != int.MinValue => (object)-i,
        long l when l != long.MinValue => (object)-l,
        float f => (object)-f,
        double d => (object)-d,
        _ => null,
    };

    /// <summary>A sum, difference, product or quotient of two constants of one type.</summary>
    public static object? Folded(BinaryOperatorKind kind, object? left, object? right) => (kind, left, right) switch
    {
        (BinaryOperatorKind.Add, double a, double b) => (object)(a + b),
        (BinaryOperatorKind.Subtract, double a, double b) => (object)(a - b),
        (BinaryOperatorKind.Multiply, double a, double b) => (object)(a * b),
        (BinaryOperatorKind.Divide, double a, double b) => (object)(a / b),
        (_, long a, long b) => Integer(kind, a, b) is { } exact ? (object)exact : null,
        (_, int a, int b) => Integer(kind, a, b) is >= int.MinValue and <= int.MaxValue and { } exact ? (object)(int)exact : null,
        _ => null,
    };

    private static long? Integer(BinaryOperatorKind kind, long a, long b)
    {
        try
        {
            return checked(kind switch
            {
                BinaryOperatorKind.Add => a + b,
                BinaryOperatorKind.Subtract => a - b,
                BinaryOperatorKind.Multiply => a * b,
                BinaryOperatorKind.Divide => a / b,
                _ => (long?)null,
            });
        }
        catch (ArithmeticException)
        {
            return null;
        }
    }
}
