using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <summary>The random numbers of consecutive places of a tensor: each is a function of the seed and the place alone, whatever vector, thread or element type asks for it.</summary>
public readonly struct RandomRow
{
    private readonly ulong key;
    private readonly ulong first;
    private readonly int threshold;

    /// <param name="seed">The seed, an integer.</param>
    /// <param name="p">The probability that numbers are compared with.</param>
    /// <param name="first">The first place.</param>
    internal RandomRow(double seed, double p, ulong first)
    {
        key = (ulong)(long)seed;
        threshold = Threefry.Threshold(p);
        this.first = first;
    }

    /// <summary>Numbers in [0, 1).</summary>
    /// <param name="index">The place of the first, from the first of the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Uniform<T>(nuint index) where T : unmanaged
        => typeof(T) == typeof(float) ? Threefry.Uniform16(key, first + index).As<float, T>() : Threefry.Uniform8(key, first + index).As<double, T>();

    /// <summary>1 where the number is at least p, else 0.</summary>
    /// <param name="index">The place of the first, from the first of the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Kept<T>(nuint index) where T : unmanaged
        => typeof(T) == typeof(float) ? Threefry.Kept16(key, first + index, threshold).As<float, T>() : Threefry.Kept8(key, first + index, threshold).As<double, T>();

    /// <summary>As the other overload, for kernels over rows of a type: in the order of their vectors.</summary>
    /// <typeparam name="S">The stored type of the rows.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="index">The place of the first, from the first of the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Uniform<S, T>(nuint index) where S : unmanaged where T : unmanaged => LaneOrder.FromMemory<S, T>(Uniform<T>(index));

    /// <summary>As the other overload, for kernels over rows of a type: in the order of their vectors.</summary>
    /// <typeparam name="S">The stored type of the rows.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="index">The place of the first, from the first of the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Kept<S, T>(nuint index) where S : unmanaged where T : unmanaged => LaneOrder.FromMemory<S, T>(Kept<T>(index));

    /// <summary>The number of the first place.</summary>
    public double Uniform() => Threefry.Uniform16(key, first).ToScalar();

    /// <summary>1 where the number of the first place is at least p, else 0.</summary>
    public double Kept() => Threefry.Kept16(key, first, threshold).ToScalar();
}
