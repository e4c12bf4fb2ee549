namespace NormGen.Tests.Kernels;

/// <summary>A number as the sum of two, with 106 bits (Dekker 1971, Knuth), and functions of it by their series: what kernels' functions in double are measured against. Nothing of it is fast.</summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    private static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);
    private static readonly DoubleDouble TwoOverRootPi = new(1.1283791670955126, 1.533545961316588e-17);

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var (high, error) = Sum(a.High, b.High);
        var (low, least) = Sum(a.Low, b.Low);
        (high, error) = Sum(high, error + low);
        return Of(high, error + least);
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        var product = a.High * b.High;
        return Of(product, Math.FusedMultiplyAdd(a.High, b.High, -product) + (a.High * b.Low + a.Low * b.High));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble quotient = a.High / b.High;
        quotient += (a - quotient * b).High / b.High;
        return quotient + (a - quotient * b).High / b.High;
    }

    /// <summary>e^a by its series on a / 2^10, then squared ten times; without the power of two that leaves the range.</summary>
    public static (DoubleDouble Value, int Exponent) Exp(DoubleDouble a)
    {
        var n = Math.Round(a.High / Ln2.High);
        var r = (a - n * Ln2) * (1.0 / 1024);
        DoubleDouble sum = 0, term = r;
        for (var i = 2; i < 12; i++)
        {
            sum += term;
            term = term * r / i;
        }

        // e^r - 1, whose square keeps the digits that 1 + .. would lose.
        for (var i = 0; i < 10; i++) sum = sum * 2 + sum * sum;
        return (sum + 1, (int)n);
    }

    /// <summary>ln a = n · ln 2 + 2 artanh((m - 1)/(m + 1)), for a positive double.</summary>
    public static DoubleDouble Log(double a)
    {
        var n = Math.ILogB(a);
        var m = Math.ScaleB(a, -n);
        if (m > 1.4142135623730951) (m, n) = (m / 2, n + 1);
        var s = (m - (DoubleDouble)1) / ((DoubleDouble)m + 1);
        return n * Ln2 + 2 * ArtanhSeries(s);
    }

    /// <summary>tanh a = -expm1(-2a)/(2 + expm1(-2a)), by the series of the numerator where a is small.</summary>
    public static DoubleDouble Tanh(double a)
    {
        if (Math.Abs(a) > 40) return Math.Sign(a);
        if (Math.Abs(a) < 1e-8) return a - (DoubleDouble)a * a * a / 3;
        if (Math.Abs(a) >= 0.25)
        {
            var (e, n) = Exp(2 * (DoubleDouble)Math.Abs(a));
            var tanh = 1 - 2 / (Scale(e, n) + 1);
            return a < 0 ? -tanh : tanh;
        }

        // sinh / cosh, all terms of a sign.
        DoubleDouble sinh = 0, cosh = 0, term = 1;
        for (var i = 1; i < 40; i += 2)
        {
            cosh += term;
            term = term * a / i;
            sinh += term;
            term = term * a / (i + 1);
        }

        return sinh / cosh;
    }

    /// <summary>1/(1 + e^-a), as value and exponent where the value alone would leave the range.</summary>
    public static (DoubleDouble Value, int Exponent) Sigmoid(double a)
    {
        if (a < -100) return Exp(a);
        if (a > 100) return (1, 0);
        var (e, n) = Exp(-(DoubleDouble)a);
        return (1 / (Scale(e, n) + 1), 0);
    }

    /// <summary>erf a = 2/√π e^-a² Σ 2^n a^(2n+1) / (1·3·..·(2n+1)): no term is negative.</summary>
    public static DoubleDouble Erf(double a)
    {
        if (Math.Abs(a) > 6.5) return Math.Sign(a);
        DoubleDouble square = (DoubleDouble)a * a, sum = 0, term = a;
        for (var k = 3; k < 500 && Math.Abs(term.High) > Math.Abs(sum.High) * 1e-34; k += 2)
        {
            sum += term;
            term = term * 2 * square / k;
        }

        var (e, n) = Exp(-square);
        return TwoOverRootPi * Scale(e, n) * sum;
    }

    /// <summary>a^b for a positive base.</summary>
    public static (DoubleDouble Value, int Exponent) Power(double a, double b) => Exp(b * Log(a));

    /// <summary>The product with a power of two, rounded once to double.</summary>
    public static double Rounded(DoubleDouble value, int exponent)
    {
        // A denormal result: the last bits go before the two parts are one, by a number that makes the sum end where denormals do.
        if (exponent > -1020) return Math.ScaleB(value.High, exponent);
        var big = Math.ScaleB(1.0, -1074 - exponent + 52);
        var (high, low) = Sum(big, value.High);
        return Math.ScaleB(high + (low + value.Low) - big, exponent);
    }

    private static DoubleDouble Scale(DoubleDouble a, int exponent) => new(Math.ScaleB(a.High, exponent), Math.ScaleB(a.Low, exponent));

    /// <summary>artanh x = Σ x^k / k over odd k.</summary>
    private static DoubleDouble ArtanhSeries(DoubleDouble x)
    {
        DoubleDouble sum = 0, power = x, square = x * x;
        for (var k = 1; k < 50; k += 2)
        {
            sum += power / k;
            power *= square;
        }

        return sum;
    }

    private static DoubleDouble Of(double high, double low)
    {
        var sum = high + low;
        return new(sum, high - sum + low);
    }

    private static (double, double) Sum(double a, double b)
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }
}
