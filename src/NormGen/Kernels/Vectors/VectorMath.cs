using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <summary>
/// Functions of elements, in float and in double, each within two units in the last place of the true value over its whole range. There are no branches, so that a value does not
/// depend on what stands beside it. Polynomials without a source named are minimax fits of this project (Remez' exchange, computed with 60 digits).
/// </summary>
internal static partial class VectorMath
{
    /// <summary>
    /// A method of its own, optimized at once: inlined, a function would fill the room that the compiler has for the vectors of the caller; unoptimized it is many times slower for the first calls.
    /// </summary>
    private const MethodImplOptions Compiled = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>A function of elements, in both types that kernels compute in.</summary>
    internal interface IFunction
    {
        /// <summary>Its values in float.</summary>
        static abstract Four Of(in Four x);

        /// <summary>Its values in double.</summary>
        static abstract Vector256<double> Of(Vector256<double> x);
    }

    /// <summary>
    /// Replaces numbers by a function's values, 128 bytes a turn: the steps of one vector wait for each other, those of several do not. Vectors have 256 bits, because where one of 512 is two of them each of its
    /// operations takes room that the constants of the function need.
    /// </summary>
    [MethodImpl(Compiled)]
    internal static void Replace<TFunction, T>(ref T values, nuint count) where TFunction : struct, IFunction where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            ref var singles = ref Unsafe.As<T, float>(ref values);
            for (nuint i = 0; i < count; i += Four.Count) TFunction.Of(Four.Load(ref singles, i)).Store(ref singles, i);
            return;
        }

        ref var doubles = ref Unsafe.As<T, double>(ref values);
        var width = (nuint)Vector256<double>.Count;
        for (nuint i = 0; i < count; i += 2 * width)
        {
            var (low, high) = (Vector256.LoadUnsafe(ref doubles, i), Vector256.LoadUnsafe(ref doubles, i + width));
            TFunction.Of(low).StoreUnsafe(ref doubles, i);
            TFunction.Of(high).StoreUnsafe(ref doubles, i + width);
        }
    }

    /// <summary>e^x</summary>
    internal readonly struct ExpFunction : IFunction
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four Of(in Four x) => Exp(x);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> x) => Exp(x);
    }

    /// <summary>ln x</summary>
    internal readonly struct LogFunction : IFunction
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four Of(in Four x) => new(Log(x.A), Log(x.B), Log(x.C), Log(x.D));

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> x) => Log(x);
    }

    /// <summary>1/(1 + e^-x)</summary>
    internal readonly struct SigmoidFunction : IFunction
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four Of(in Four x) => Sigmoid(x);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> x) => Sigmoid(x);
    }

    /// <summary>tanh x</summary>
    internal readonly struct TanhFunction : IFunction
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four Of(in Four x) => Tanh(x);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> x) => Tanh(x);
    }

    /// <summary>The error function.</summary>
    internal readonly struct ErfFunction : IFunction
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four Of(in Four x) => Erf(x);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> x) => Erf(x);
    }

    /// <summary>x^y as <see cref="Math.Pow"/> has it.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<float> Power(Vector512<float> x, Vector512<float> y) => Vector512.Create(Power(x.GetLower(), y.GetLower()), Power(x.GetUpper(), y.GetUpper()));

    /// <summary>x^y as <see cref="Math.Pow"/> has it.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<double> Power(Vector512<double> x, Vector512<double> y) => Vector512.Create(Power(x.GetLower(), y.GetLower()), Power(x.GetUpper(), y.GetUpper()));

    /// <summary>The error function of one number.</summary>
    internal static double Erf(double x) => Erf(Vector256.Create(x)).ToScalar();

    /// <summary>One step of Horner's rule, sum · x + next: its rounding does not matter where it is used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Next(Vector256<float> sum, Vector256<float> x, float next) => Vector256.MultiplyAddEstimate(sum, x, Vector256.Create(next));

    /// <summary>One step of Horner's rule, sum · x + next: its rounding does not matter where it is used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Next(in Four sum, in Four x, float next) => Four.MultiplyAdd(sum, x, Vector256.Create(next));

    /// <summary>One step of Horner's rule, sum · x + next: its rounding does not matter where it is used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Next(Vector256<double> sum, Vector256<double> x, double next) => Vector256.MultiplyAddEstimate(sum, x, Vector256.Create(next));

    /// <summary>The lower of two, x where it is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> AtMost<T>(Vector256<T> x, Vector256<T> limit) => Vector256.MinNative(limit, x);

    /// <summary>The higher of two, x where it is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> AtLeast<T>(Vector256<T> x, Vector256<T> limit) => Vector256.MaxNative(limit, x);
}
