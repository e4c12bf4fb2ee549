using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <summary>
/// The vector operations of emitted kernels, for <see cref="float"/> and <see cref="double"/>. Every type test folds when the method
/// is compiled, so one text serves both types. <c>lanes</c> says how many elements of a vector count: kernels pass the constant
/// width for whole vectors, where the test for it folds too, and the remainder for the end of a row.
/// </summary>
public static partial class Simd
{
    /// <summary>Reads a vector; lanes from <paramref name="lanes"/> on are zero and not read.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<T>(ref T row, nuint index, nuint lanes) where T : unmanaged
        => lanes >= (nuint)Vector512<T>.Count ? Halves.Load(ref row, index) : LoadPart(ref row, index, lanes);

    /// <summary>Writes the first <paramref name="lanes"/> elements of a vector.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where T : unmanaged
    {
        if (lanes >= (nuint)Vector512<T>.Count) value.StoreUnsafe(ref row, index);
        else StorePart(ref row, index, lanes, value);
    }

    /// <summary>A number as it is after it was kept in the type that is computed in.</summary>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Rounded<T>(double value) where T : unmanaged => typeof(T) == typeof(float) ? (float)value : value;

    /// <summary>Adds to the first <paramref name="lanes"/> elements in memory.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="value">What is added.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where T : unmanaged
        => Store(ref row, index, lanes, Load(ref row, index, lanes) + value);

    /// <summary>
    /// Adds to sums of elements in memory, and to the sums of their squared deviations from their mean what an element more makes of these: k/(k - 1) · (x - s/k)², where s is the new sum of k elements. Kernels
    /// sum what differs from the first element, so that a common offset costs no digits of s. (Youngs and Cramer, <i>Some results relevant to choice of sum and sum-of-product algorithms</i>, Technometrics 13, 1971.)
    /// </summary>
    /// <param name="sums">The sums.</param>
    /// <param name="deviations">The sums of squared deviations.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="value">What is added.</param>
    /// <param name="inverse">-1/k in all lanes.</param>
    /// <param name="weight">k/(k - 1) in all lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddDeviations<T>(ref T sums, ref T deviations, nuint index, nuint lanes, Vector512<T> value, Vector512<T> inverse, Vector512<T> weight) where T : unmanaged
    {
        var sum = Load(ref sums, index, lanes) + value;
        Store(ref sums, index, lanes, sum);
        var difference = MultiplyAdd(sum, inverse, value);
        Store(ref deviations, index, lanes, MultiplyAdd(difference * difference, weight, Load(ref deviations, index, lanes)));
    }

    /// <summary>Keeps the larger of the first <paramref name="lanes"/> elements in memory and a vector's.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Raise<T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where T : unmanaged
        => Store(ref row, index, lanes, Maximum(Load(ref row, index, lanes), value));

    /// <summary>Keeps the smaller of the first <paramref name="lanes"/> elements in memory and a vector's.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lower<T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where T : unmanaged
        => Store(ref row, index, lanes, Minimum(Load(ref row, index, lanes), value));

    /// <summary>The vector with zero in the lanes from <paramref name="lanes"/> on.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="lanes">How many lanes stay.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Keep<T>(Vector512<T> value, nuint lanes) where T : unmanaged
        => lanes >= (nuint)Vector512<T>.Count ? value : KeepPart(value, lanes, 0);

    /// <summary>The vector with <paramref name="fill"/> in the lanes from <paramref name="lanes"/> on.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="lanes">How many lanes stay.</param>
    /// <param name="fill">What the others hold, such as negative infinity for a maximum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Keep<T>(Vector512<T> value, nuint lanes, double fill) where T : unmanaged
        => lanes >= (nuint)Vector512<T>.Count ? value : KeepPart(value, lanes, fill);

    /// <summary>A vector of one number.</summary>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast<T>(double value) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.Create((float)value).As<float, T>()
            : typeof(T) == typeof(double) ? Vector512.Create(value).As<double, T>()
            : throw Unsupported<T>();

    /// <summary>Reads one element.</summary>
    /// <param name="element">The element.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Read<T>(ref readonly T element) where T : unmanaged
        => typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(element)
            : typeof(T) == typeof(double) ? Unsafe.BitCast<T, double>(element)
            : throw Unsupported<T>();

    /// <summary>Writes one element.</summary>
    /// <param name="element">The element.</param>
    /// <param name="value">The number, rounded to the type.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(ref T element, double value) where T : unmanaged
        => element = typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)value)
            : typeof(T) == typeof(double) ? Unsafe.BitCast<double, T>(value)
            : throw Unsupported<T>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<T> LoadPart<T>(ref T row, nuint index, nuint lanes) where T : unmanaged
    {
        var value = Vector512<T>.Zero;
        ref var target = ref Unsafe.As<Vector512<T>, T>(ref value);
        ref var source = ref Unsafe.Add(ref row, index);
        for (nuint i = 0; i < lanes; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i);
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StorePart<T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where T : unmanaged
    {
        ref var source = ref Unsafe.As<Vector512<T>, T>(ref value);
        ref var target = ref Unsafe.Add(ref row, index);
        for (nuint i = 0; i < lanes; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<T> KeepPart<T>(Vector512<T> value, nuint lanes, double fill) where T : unmanaged
    {
        var result = Broadcast<T>(fill);
        ref var source = ref Unsafe.As<Vector512<T>, T>(ref value);
        ref var target = ref Unsafe.As<Vector512<T>, T>(ref result);
        for (nuint i = 0; i < lanes; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i);
        return result;
    }

    private static NotSupportedException Unsupported<T>() => new($"Kernels run on float and double, not on {typeof(T)}.");
}
