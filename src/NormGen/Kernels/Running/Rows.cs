using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormGen.Kernels.Running;

namespace NormGen.Kernels;

/// <summary>
/// A range of rows with everything a kernel reads and writes there. References are to the first element of a row; the kernel stays
/// within <see cref="Features"/> elements of each.
/// </summary>
/// <typeparam name="S">The type that rows of tensors are stored in.</typeparam>
/// <typeparam name="T">The type that is computed in: that of per-feature values, sums, statistics and scratch.</typeparam>
public readonly unsafe struct Rows<S, T> where S : unmanaged where T : unmanaged
{
    private readonly Operand* inputs;
    private readonly Operand* gradients;
    private readonly Operand* written;
    private readonly RowRun* run;
    private readonly byte* sums;
    private readonly byte* scratch;
    private readonly byte* staging;

    internal Rows(RowRun* run, Operand* operands, nint first, nint end, long features, byte* sums, byte* scratch, byte* staging)
    {
        this.run = run;
        inputs = operands;
        gradients = operands + run->InputCount;
        written = operands + run->FirstWritten;
        First = first;
        End = end;
        Features = (nuint)features;
        Whole = Features / (nuint)Vector512<T>.Count * (nuint)Vector512<T>.Count;
        this.sums = sums;
        this.scratch = scratch;
        this.staging = staging;
    }

    /// <summary>The first row.</summary>
    public nint First { get; }

    /// <summary>The row after the last.</summary>
    public nint End { get; }

    /// <summary>The length of a row.</summary>
    public nuint Features { get; }

    /// <summary>The length of a row that whole vectors cover.</summary>
    public nuint Whole { get; }

    /// <summary>The number of rows of the whole call.</summary>
    public long RowCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => run->Rows;
    }

    /// <summary>A number argument.</summary>
    /// <param name="index">Its place among the numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Number(int index) => run->Numbers[index];

    /// <summary>A row of an input with one number an element.</summary>
    /// <param name="index">Its place among the inputs.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Input(int index, nint row) => ref inputs[index].Row<S>(row);

    /// <summary>An input with one number a feature.</summary>
    /// <param name="index">Its place among the inputs.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Feature(int index) => ref inputs[index].Row<T>(0);

    /// <summary>The row that an output is written to; <see cref="Commit"/> ends it.</summary>
    /// <param name="index">Its place among the outputs.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Output(int index, nint row) => ref written[index].Row<S>(row);

    /// <summary>A row of the incoming gradient of an output; zeros where nothing came in.</summary>
    /// <param name="index">The output's place.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Gradient(int index, nint row) => ref gradients[index].Row<S>(row);

    /// <summary>The row that the gradient of an input is written to, ended by <see cref="Commit"/>; a row that nobody reads where it is not wanted.</summary>
    /// <param name="index">The input's place.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S InputGradient(int index, nint row) => ref written[index].Row<S>(row);

    /// <summary>Whether the gradient of an input is wanted. A kernel may skip work by it, and need not.</summary>
    /// <param name="index">The input's place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Needs(int index) => (run->Needed >> index & 1) != 0;

    /// <summary>This range's part of a sum over rows, which the present pass adds to; it begins at zero.</summary>
    /// <param name="index">The sum's number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T FeatureSum(int index) => ref Unsafe.AsRef<T>(sums + (nuint)(index - run->FirstSum) * run->RowBytes);

    /// <summary>A sum over all rows, of an earlier pass; in a pass over the features also one of its own, to be written.</summary>
    /// <param name="index">The sum's number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T FeatureTotal(int index) => ref Unsafe.AsRef<T>(run->Totals[index]);

    /// <summary>A row of this thread's scratch memory.</summary>
    /// <param name="index">Which.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Scratch(int index) => ref Unsafe.AsRef<T>(scratch + (nuint)index * run->RowBytes);

    /// <summary>Keeps a number of a row for backward.</summary>
    /// <param name="statistic">Which.</param>
    /// <param name="row">The row.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Save(int statistic, nint row, double value)
    {
        if (run->Statistics != null) Simd.Write(ref Unsafe.AsRef<T>((T*)run->Statistics + statistic * (nint)run->Rows + row), value);
    }

    /// <summary>A number of a row that forward kept.</summary>
    /// <param name="statistic">Which.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Saved(int statistic, nint row) => Simd.Read(in Unsafe.AsRef<T>((T*)run->Statistics + statistic * (nint)run->Rows + row));

    /// <summary>A number for each feature that forward kept.</summary>
    /// <param name="statistic">Which.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T SavedFeature(int statistic) => ref Unsafe.AsRef<T>((T*)run->FeatureStatistics + statistic * (nint)run->Features);

    /// <summary>Ends a row: what was written and does not fit the cache is sent past it here.</summary>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(nint row)
    {
        if (staging != null) StreamingStores.Flush(run, staging, row);
    }
}
