using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>Sums, extremes and totals over rows.</content>
public readonly unsafe partial struct Rows<S, T>
{
    /// <summary>This range's part of a sum over rows, which the present pass adds to; it begins at zero.</summary>
    /// <param name="index">The sum's number.</param>
    /// <param name="place">Which row of features of the sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T FeatureSum(int index, nint place = 0) => ref Unsafe.AsRef<T>((T*)(sums + (nuint)(index - run->FirstSum) * run->RowBytes) + place * (nint)Features);

    /// <summary>Adds a number to this range's part of a sum over rows without features.</summary>
    /// <param name="index">The sum's number.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(int index, double value) => AddTo(index, 0, value);

    /// <summary>Adds a number to this range's part of a sum over rows without features.</summary>
    /// <param name="index">The sum's number.</param>
    /// <param name="place">Which number of the sum.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(int index, nint place, double value)
    {
        ref var sum = ref Number(index, place);
        Simd.Write(ref sum, Simd.Read(in sum) + value);
    }

    /// <summary>As <see cref="AddTo(int, double)"/>, for the largest number of all rows.</summary>
    /// <param name="index">The fold's number.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RaiseTo(int index, double value) => RaiseTo(index, 0, value);

    /// <summary>As <see cref="AddTo(int, nint, double)"/>, for the largest number of all rows.</summary>
    /// <param name="index">The fold's number.</param>
    /// <param name="place">Which number of the fold.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RaiseTo(int index, nint place, double value)
    {
        ref var largest = ref Number(index, place);
        Simd.Write(ref largest, Math.Max(Simd.Read(in largest), value));
    }

    /// <summary>As <see cref="AddTo(int, double)"/>, for the smallest number of all rows.</summary>
    /// <param name="index">The fold's number.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LowerTo(int index, double value) => LowerTo(index, 0, value);

    /// <summary>As <see cref="AddTo(int, nint, double)"/>, for the smallest number of all rows.</summary>
    /// <param name="index">The fold's number.</param>
    /// <param name="place">Which number of the fold.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LowerTo(int index, nint place, double value)
    {
        ref var smallest = ref Number(index, place);
        Simd.Write(ref smallest, Math.Min(Simd.Read(in smallest), value));
    }

    /// <summary>What <see cref="Simd.AddDeviations{T}(ref T, ref T, nuint, nuint, Vector512{T}, Vector512{T}, Vector512{T})"/> needs to know of the rows of this range so far, k of them with the present one: -1/k and k/(k - 1), 1 for the first.</summary>
    /// <param name="row">The present row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (double Inverse, double Weight) Seen(nint row)
    {
        double seen = row - First + 1;
        return (-1 / seen, seen / Math.Max(seen - 1, 1));
    }

    /// <summary>Makes a sum of differences from the first row of this range the sum of the rows.</summary>
    /// <param name="index">The sum's number.</param>
    /// <param name="first">The first row of the tensor that is summed.</param>
    public void AddFirst(int index, ref S first)
    {
        if (End == First) return;
        ref var sum = ref FeatureSum(index);
        var count = Simd.Broadcast<T>(End - First);
        for (nuint i = 0; i < Features; i += (nuint)Vector512<T>.Count)
        {
            var lanes = Features - i;
            Simd.StoreLanes<S, T>(ref sum, i, lanes, Simd.MultiplyAdd(Simd.Widen<S, T>(ref first, i, lanes), count, Simd.LoadLanes<S, T>(ref sum, i, lanes)));
        }
    }

    /// <summary>A sum over all rows, of an earlier pass; in a pass over the features also one of its own, to be written.</summary>
    /// <param name="index">The sum's number.</param>
    /// <param name="place">Which row of features of the sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T FeatureTotal(int index, nint place = 0) => ref Unsafe.AsRef<T>((T*)run->Totals[index] + place * (nint)Features);

    /// <summary>A number of a sum over all rows without features, of an earlier pass.</summary>
    /// <param name="index">The sum's number.</param>
    /// <param name="place">Which number of the sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Total(int index, nint place = 0) => Simd.Beside<S>(Simd.Read(in Unsafe.AsRef<T>((T*)run->Totals[index] + place)));

    /// <summary>Writes a number of a total, in a pass over the features.</summary>
    /// <param name="index">The sum's number.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetTotal(int index, double value) => SetTotal(index, 0, value);

    /// <summary>Writes a number of a total, in a pass over the features.</summary>
    /// <param name="index">The sum's number.</param>
    /// <param name="place">Which number of the sum.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetTotal(int index, nint place, double value) => Simd.Write(ref Unsafe.AsRef<T>((T*)run->Totals[index] + place), value);
}
