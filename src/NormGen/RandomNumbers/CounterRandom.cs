using System.Runtime.CompilerServices;
using NormGen.Kernels;
using NormGen.Kernels.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>
/// Random numbers that have no state: each is a function of a seed and of a place in a tensor. So a formula draws the same ones in forward, in backward and in derivatives of derivatives, kernels need not save them,
/// and they do not depend on threads, strides, devices or element types.
/// </summary>
/// <remarks>
/// The generator is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), its key the seed, its counter the place (two places share one). Neighbouring seeds give independent numbers:
/// count steps, or calls within a step, in the seed. One seed used twice gives the same numbers twice.
/// <para>These are operations of <see cref="FusedAttribute"/> formulas; outside one they run as they are, on the CPU, and their result moves to the device of <c>x</c>.</para>
/// </remarks>
public static unsafe class CounterRandom
{
    /// <summary>Uniform random numbers, multiples of 2^-24 in [0, 1).</summary>
    /// <param name="x">Says shape and device; its values do not matter.</param>
    /// <param name="seed">The seed, between -2^53 and 2^53 (exclusive).</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>, float64 if that is float64, else float32: bfloat16 and float16 do not hold these numbers, and a comparison with them must come out alike in all types. Where the numbers
    /// themselves go into a result, <c>(x + noise).to(x.dtype)</c> makes its type that of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The seed is out of its range.</exception>
    public static Tensor uniform_like(Tensor x, long seed)
    {
        ArgumentNullException.ThrowIfNull(x);
        RandomArguments.CheckSeed(seed);
        var numbers = empty(x.shape, dtype: ScalarType.Float32, device: CPU);
        Fill((float*)TorchNative.THSTensor_data(numbers.Handle), numbers.numel(), new RandomRow(seed, p: 0, first: 0));
        var type = x.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        if (type == ScalarType.Float32 && x.device_type == DeviceType.CPU) return numbers;
        using (numbers) return numbers.to(type, x.device);
    }

    /// <summary>Dropout: <c>x / (1 - p)</c> where the random number of a place is at least p, else 0.</summary>
    /// <param name="x">The tensor; the gradient passes where its elements do.</param>
    /// <param name="p">The probability that an element is dropped, from 0 to 1.</param>
    /// <param name="seed">The seed, between -2^53 and 2^53 (exclusive); another one in each step.</param>
    /// <returns>A tensor of the shape and type of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The probability or the seed is out of its range.</exception>
    /// <remarks>Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014, JMLR 15. Calling it is what switches it on: a formula has no training mode.</remarks>
    public static Tensor dropout(Tensor x, double p, long seed)
    {
        ArgumentNullException.ThrowIfNull(x);
        RandomArguments.CheckProbability(p);
        using var scope = NewDisposeScope();
        // As a number of units the bound is exact in every type.
        var kept = uniform_like(x, seed) >= Threefry.Threshold(p) * Threefry.Unit;
        var scaled = x * (p == 1 ? 0 : 1 / (1 - p));
        return where(kept, scaled, zeros_like(scaled)).MoveToOuterDisposeScope();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(float* numbers, long count, RandomRow row)
    {
        ref var first = ref Unsafe.AsRef<float>(numbers);
        for (nuint i = 0; i < (nuint)count; i += 16) Simd.Store(ref first, i, (nuint)count - i, row.Uniform<float>(i));
    }
}
