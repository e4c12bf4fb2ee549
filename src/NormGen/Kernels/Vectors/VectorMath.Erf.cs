using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>erf x = x + x·R(x²) for small x, ±(1 - erfc|x|) beyond, where erfc is small already.</content>
internal static partial class VectorMath
{
    /// <summary>The error function; erfc t = e^(-t·Q(t)), and from 4 on it is nothing beside 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Erf(in Four x)
    {
        var t = Four.AtMost(x & Vector256.Create(int.MaxValue).AsSingle(), Vector256.Create(4f));
        var q = Four.MultiplyAdd(t, Vector256.Create(9.95556259e-06f), Vector256.Create(-0.000310050887f));
        q = Next(q, t, 0.00359068987f);
        q = Next(q, t, -0.0236527967f);
        q = Next(q, t, 0.106110354f);
        q = Next(q, t, 0.635227571f);
        q = Next(q, t, 1.12862979f);
        var large = Vector256<float>.One - Exp(t * q | Vector256.Create(-0.0f));
        var z = x * x;
        var r = Four.MultiplyAdd(z, Vector256.Create(8.5388118e-05f), Vector256.Create(-0.000818192108f));
        r = Next(r, z, 0.00520443551f);
        r = Next(r, z, -0.0268607526f);
        r = Next(r, z, 0.112837197f);
        r = Next(r, z, -0.376126353f);
        r = Next(r, z, 0.128379167f);
        return Four.ByReach(x, 0.89f, large, Four.MultiplyAdd(x, r, x));
    }

    /// <summary>The error function; erfc t = e^-t²·P(t)/Q(t) of the Cephes library (Moshier), and from 6 on it is nothing beside 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Erf(Vector256<double> x)
    {
        var z = x * x;
        var r = Vector256.Create(5.9607374583782676e-11);
        r = Next(r, z, -1.1374985432040115e-09);
        r = Next(r, z, 1.4660336073158537e-08);
        r = Next(r, z, -1.6350397259030696e-07);
        r = Next(r, z, 1.6461008569433424e-06);
        r = Next(r, z, -1.4925595777459117e-05);
        r = Next(r, z, 0.00012055331133154942);
        r = Next(r, z, -0.00085483269814303636);
        r = Next(r, z, 0.0052239776248285017);
        r = Next(r, z, -0.026866170645077882);
        r = Next(r, z, 0.11283791670954885);
        r = Next(r, z, -0.37612638903183748);
        r = Next(r, z, 0.12837916709551259);
        var small = Vector256.MultiplyAddEstimate(x, r, x);
        var size = Vector256.Abs(x);
        var t = AtMost(size, Vector256.Create(6.0));
        var p = Vector256.Create(2.46196981473530512524E-10);
        p = Next(p, t, 5.64189564831068821977E-1);
        p = Next(p, t, 7.46321056442269912687E0);
        p = Next(p, t, 4.86371970985681366614E1);
        p = Next(p, t, 1.96520832956077098242E2);
        p = Next(p, t, 5.26445194995477358631E2);
        p = Next(p, t, 9.34528527171957607540E2);
        p = Next(p, t, 1.02755188689515710272E3);
        p = Next(p, t, 5.57535335369399327526E2);
        var q = Vector256<double>.One;
        q = Next(q, t, 1.32281951154744992508E1);
        q = Next(q, t, 8.67072140885989742329E1);
        q = Next(q, t, 3.54937778887819891062E2);
        q = Next(q, t, 9.75708501743205489753E2);
        q = Next(q, t, 1.82390916687909736289E3);
        q = Next(q, t, 2.24633760818710981792E3);
        q = Next(q, t, 1.65666309194161350182E3);
        q = Next(q, t, 5.57535340817727675546E2);
        var large = Vector256<double>.One - Exp(-t * t) * (p / q);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(size, Vector256<double>.One), Vector256.CopySign(large, x), small);
    }
}
