using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormGen.Kernels;

/// <summary>
/// Four vectors of a function at once: each step is taken for all of them before the next. The steps of one wait for each other, those of four do not, and the processor does not look far enough ahead to find
/// the others by itself. More than four would not fit the registers.
/// </summary>
/// <param name="a">The first.</param>
/// <param name="b">The second.</param>
/// <param name="c">The third.</param>
/// <param name="d">The last.</param>
internal readonly struct Four(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
{
    /// <summary>How many numbers there are.</summary>
    internal const int Count = 32;

    private const MethodImplOptions Inlined = MethodImplOptions.AggressiveInlining;

    /// <summary>The first vector.</summary>
    internal readonly Vector256<float> A = a;

    /// <summary>The second vector.</summary>
    internal readonly Vector256<float> B = b;

    /// <summary>The third vector.</summary>
    internal readonly Vector256<float> C = c;

    /// <summary>The last vector.</summary>
    internal readonly Vector256<float> D = d;

    [MethodImpl(Inlined)]
    public static Four operator +(in Four x, Vector256<float> y) => new(x.A + y, x.B + y, x.C + y, x.D + y);

    [MethodImpl(Inlined)]
    public static Four operator -(in Four x, Vector256<float> y) => new(x.A - y, x.B - y, x.C - y, x.D - y);

    [MethodImpl(Inlined)]
    public static Four operator -(Vector256<float> x, in Four y) => new(x - y.A, x - y.B, x - y.C, x - y.D);

    [MethodImpl(Inlined)]
    public static Four operator *(in Four x, Vector256<float> y) => new(x.A * y, x.B * y, x.C * y, x.D * y);

    [MethodImpl(Inlined)]
    public static Four operator *(in Four x, in Four y) => new(x.A * y.A, x.B * y.B, x.C * y.C, x.D * y.D);

    [MethodImpl(Inlined)]
    public static Four operator /(in Four x, in Four y) => new(x.A / y.A, x.B / y.B, x.C / y.C, x.D / y.D);

    [MethodImpl(Inlined)]
    public static Four operator /(Vector256<float> x, in Four y) => new(x / y.A, x / y.B, x / y.C, x / y.D);

    [MethodImpl(Inlined)]
    public static Four operator |(in Four x, Vector256<float> y) => new(x.A | y, x.B | y, x.C | y, x.D | y);

    [MethodImpl(Inlined)]
    public static Four operator &(in Four x, Vector256<float> y) => new(x.A & y, x.B & y, x.C & y, x.D & y);

    /// <summary>Reads them.</summary>
    /// <param name="values">The first number.</param>
    /// <param name="index">Where they begin.</param>
    [MethodImpl(Inlined)]
    internal static Four Load(ref float values, nuint index)
        => new(Vector256.LoadUnsafe(ref values, index), Vector256.LoadUnsafe(ref values, index + 8), Vector256.LoadUnsafe(ref values, index + 16), Vector256.LoadUnsafe(ref values, index + 24));

    /// <summary>Writes them.</summary>
    /// <param name="values">The first number.</param>
    /// <param name="index">Where they begin.</param>
    [MethodImpl(Inlined)]
    internal void Store(ref float values, nuint index)
    {
        A.StoreUnsafe(ref values, index);
        B.StoreUnsafe(ref values, index + 8);
        C.StoreUnsafe(ref values, index + 16);
        D.StoreUnsafe(ref values, index + 24);
    }

    /// <summary>x · y + z, rounded once or twice.</summary>
    [MethodImpl(Inlined)]
    internal static Four MultiplyAdd(in Four x, Vector256<float> y, Vector256<float> z)
        => new(Vector256.MultiplyAddEstimate(x.A, y, z), Vector256.MultiplyAddEstimate(x.B, y, z), Vector256.MultiplyAddEstimate(x.C, y, z), Vector256.MultiplyAddEstimate(x.D, y, z));

    /// <summary>x · y + z, rounded once or twice.</summary>
    [MethodImpl(Inlined)]
    internal static Four MultiplyAdd(in Four x, Vector256<float> y, in Four z)
        => new(Vector256.MultiplyAddEstimate(x.A, y, z.A), Vector256.MultiplyAddEstimate(x.B, y, z.B), Vector256.MultiplyAddEstimate(x.C, y, z.C), Vector256.MultiplyAddEstimate(x.D, y, z.D));

    /// <summary>x · y + z, rounded once or twice.</summary>
    [MethodImpl(Inlined)]
    internal static Four MultiplyAdd(in Four x, in Four y, Vector256<float> z)
        => new(Vector256.MultiplyAddEstimate(x.A, y.A, z), Vector256.MultiplyAddEstimate(x.B, y.B, z), Vector256.MultiplyAddEstimate(x.C, y.C, z), Vector256.MultiplyAddEstimate(x.D, y.D, z));

    /// <summary>x · y + z, rounded once or twice.</summary>
    [MethodImpl(Inlined)]
    internal static Four MultiplyAdd(in Four x, in Four y, in Four z)
        => new(Vector256.MultiplyAddEstimate(x.A, y.A, z.A), Vector256.MultiplyAddEstimate(x.B, y.B, z.B), Vector256.MultiplyAddEstimate(x.C, y.C, z.C), Vector256.MultiplyAddEstimate(x.D, y.D, z.D));

    /// <summary>The lower of two, x where it is NaN.</summary>
    [MethodImpl(Inlined)]
    internal static Four AtMost(in Four x, Vector256<float> limit) => new(Vector256.MinNative(limit, x.A), Vector256.MinNative(limit, x.B), Vector256.MinNative(limit, x.C), Vector256.MinNative(limit, x.D));

    /// <summary>The higher of two, x where it is NaN.</summary>
    [MethodImpl(Inlined)]
    internal static Four AtLeast(in Four x, Vector256<float> limit) => new(Vector256.MaxNative(limit, x.A), Vector256.MaxNative(limit, x.B), Vector256.MaxNative(limit, x.C), Vector256.MaxNative(limit, x.D));

    /// <summary>Whether all are at most so far from zero, and none is NaN: by their bits, of which those of NaN are the highest.</summary>
    [MethodImpl(Inlined)]
    internal static bool AreWithin(in Four x, float reach)
    {
        var most = Vector256.Max(Vector256.Max(Bits(x.A), Bits(x.B)), Vector256.Max(Bits(x.C), Bits(x.D)));
        return !Vector256.GreaterThanAny(most, Vector256.Create(BitConverter.SingleToInt32Bits(reach)));

        [MethodImpl(Inlined)]
        static Vector256<int> Bits(Vector256<float> x) => Vector256.Abs(x).AsInt32();
    }

    /// <summary>The second where a number has no sign, the third where it has one.</summary>
    [MethodImpl(Inlined)]
    internal static Four BySign(in Four x, Vector256<float> positive, in Four negative)
        => new(BySign(x.A, positive, negative.A), BySign(x.B, positive, negative.B), BySign(x.C, positive, negative.C), BySign(x.D, positive, negative.D));

    /// <summary>The first where |x| is above a limit, else the second; with the signs of x.</summary>
    [MethodImpl(Inlined)]
    internal static Four ByReach(in Four x, float limit, in Four large, in Four small)
        => new(ByReach(x.A, limit, large.A, small.A), ByReach(x.B, limit, large.B, small.B), ByReach(x.C, limit, large.C, small.C), ByReach(x.D, limit, large.D, small.D));

    // The processor's own choice looks at signs alone, and needs no comparison.
    [MethodImpl(Inlined)]
    private static Vector256<float> BySign(Vector256<float> x, Vector256<float> positive, Vector256<float> negative)
        => Avx.IsSupported ? Avx.BlendVariable(positive, negative, x) : Vector256.ConditionalSelect(Vector256.ShiftRightArithmetic(x.AsInt32(), 31).AsSingle(), negative, positive);

    [MethodImpl(Inlined)]
    private static Vector256<float> ByReach(Vector256<float> x, float limit, Vector256<float> large, Vector256<float> small)
        => Vector256.CopySign(Vector256.ConditionalSelect(Vector256.GreaterThan(Vector256.Abs(x), Vector256.Create(limit)), large, small), x);
}
