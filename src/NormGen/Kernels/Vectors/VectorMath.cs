using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <summary>Functions that the base library has no vector form of, in double. Rational approximations of the Cephes library (Moshier), tanh within two units in the last place, erf within four.</summary>
internal static class VectorMath
{
    /// <summary>tanh x = x + x·z·P(z)/Q(z) with z = x² for small x, ±(1 - 2/(e^2|x| + 1)) beyond.</summary>
    internal static Vector512<double> Tanh(Vector512<double> x)
    {
        var z = x * x;
        var p = Polynomial(z, -9.64399179425052238628E-1, -9.92877231001918586564E1, -1.61468768441708447952E3);
        var q = Polynomial(z, 1, 1.12811678491632931402E2, 2.23548839060100448583E3, 4.84406305325125486048E3);
        var small = x + x * z * (p / q);
        var size = Vector512.Abs(x);
        var large = Vector512<double>.One - Vector512.Create(2.0) / (Vector512.Exp(size + size) + Vector512<double>.One);
        return Vector512.CopySign(Vector512.ConditionalSelect(Vector512.GreaterThan(size, Vector512.Create(0.625)), large, small), x);
    }

    /// <summary>erf x = x·T(x²)/U(x²) up to 1, ±(1 - e^-x²·P(|x|)/Q(|x|)) beyond; from 6 on it is 1 in double.</summary>
    internal static Vector512<double> Erf(Vector512<double> x)
    {
        var z = x * x;
        var t = Polynomial(z, 9.60497373987051638749E0, 9.00260197203842689217E1, 2.23200534594684319226E3, 7.00332514112805075473E3, 5.55923013010394962768E4);
        var u = Polynomial(z, 1, 3.35617141647503099647E1, 5.21357949780152679795E2, 4.59432382970980127987E3, 2.26290000613890934246E4, 4.92673942608635921086E4);
        var small = x * t / u;
        var size = Vector512.Min(Vector512.Abs(x), Vector512.Create(6.0));
        var p = Polynomial(size, 2.46196981473530512524E-10, 5.64189564831068821977E-1, 7.46321056442269912687E0, 4.86371970985681366614E1, 1.96520832956077098242E2, 5.26445194995477358631E2, 9.34528527171957607540E2, 1.02755188689515710272E3, 5.57535335369399327526E2);
        var q = Polynomial(size, 1, 1.32281951154744992508E1, 8.67072140885989742329E1, 3.54937778887819891062E2, 9.75708501743205489753E2, 1.82390916687909736289E3, 2.24633760818710981792E3, 1.65666309194161350182E3, 5.57535340817727675546E2);
        var large = Vector512<double>.One - Vector512.Exp(-size * size) * p / q;
        return Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(x), Vector512<double>.One), Vector512.CopySign(large, x), small);
    }

    /// <summary>The error function of one number.</summary>
    internal static double Erf(double x) => Erf(Vector512.Create(x)).ToScalar();

    /// <summary>A polynomial, highest power first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Polynomial(Vector512<double> x, params ReadOnlySpan<double> coefficients)
    {
        var sum = Vector512.Create(coefficients[0]);
        for (var i = 1; i < coefficients.Length; i++) sum = Vector512.MultiplyAddEstimate(sum, x, Vector512.Create(coefficients[i]));
        return sum;
    }
}
