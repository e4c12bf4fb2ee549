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
public readonly unsafe partial struct Rows<S, T> where S : unmanaged where T : unmanaged
{
    private const nuint ShortPart = 1024;
    private readonly Operand* inputs;
    private readonly Operand* gradients;
    private readonly Operand* written;
    private readonly RowRun* run;
    private readonly byte* sums;
    private readonly byte* scratch;
    private readonly byte* kept;
    private readonly byte* staging;
    private readonly ulong offset;

    internal Rows(RowRun* run, Operand* operands, nint first, nint end, long features, byte* sums, byte* scratch, byte* kept, byte* staging, long offset = 0)
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
        this.kept = kept;
        this.staging = staging;
        this.offset = (ulong)offset;
    }

    /// <summary>The first row; where parts of rows are units of their own, the first of those.</summary>
    public nint First { get; }

    /// <summary>The row (or part) after the last.</summary>
    public nint End { get; }

    /// <summary>The length of a row.</summary>
    public nuint Features { get; }

    /// <summary>The length of a row that whole vectors cover.</summary>
    public nuint Whole { get; }

    /// <summary>How many parts of rows a kernel takes at a time, sweep by sweep: several where they are short, at most <see cref="Simd.MostUnits"/>; longer ones leave the first cache in between.</summary>
    public nint UnitsAtATime => Features * (nuint)sizeof(T) <= ShortPart ? Simd.MostUnits : 1;

    /// <summary>The number of rows of the whole call.</summary>
    public long RowCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => run->Rows;
    }

    /// <summary>The channels of a row.</summary>
    public nint Channels
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (nint)run->Channels;
    }

    /// <summary>The groups of a row.</summary>
    public nint Groups
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (nint)run->Groups;
    }

    /// <summary>The channels of a group.</summary>
    public nint ChannelsPerGroup
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (nint)run->ChannelsPerGroup;
    }

    /// <summary>A number argument.</summary>
    /// <param name="index">Its place among the numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Number(int index) => Simd.Beside<S>(run->Numbers[index]);

    /// <summary>The random numbers of a row of features.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="place">Which row of features, as places of the tensor are counted.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RandomRow Random(double seed, nint place) => Random(seed, 0, place);

    /// <summary>As <see cref="Random(double, nint)"/>, with the probability that they are compared with.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="p">The probability.</param>
    /// <param name="place">Which row of features.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RandomRow Random(double seed, double p, nint place) => new(seed, p, (ulong)place * Features + offset);

    /// <summary>The random number of one place of a tensor without features.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="place">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RandomRow RandomNumber(double seed, nint place) => RandomNumber(seed, 0, place);

    /// <summary>As <see cref="RandomNumber(double, nint)"/>, with the probability that it is compared with.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="p">The probability.</param>
    /// <param name="place">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RandomRow RandomNumber(double seed, double p, nint place) => new(seed, p, (ulong)place);

    /// <summary>A row of an input with one number an element.</summary>
    /// <param name="index">Its place among the inputs.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Input(int index, nint row) => ref inputs[index].Row<S>(row);

    /// <summary>A part of such a row: a channel or a group.</summary>
    /// <param name="index">As of the whole row.</param>
    /// <param name="row">The row.</param>
    /// <param name="part">The part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Input(int index, nint row, nint part) => ref inputs[index].Row<S>(row, part);

    /// <summary>Features of an input that has other axes than the first: one number a feature, or as many rows of features as it has other places.</summary>
    /// <param name="index">Its place among the inputs.</param>
    /// <param name="place">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Feature(int index, nint place = 0) => ref Unsafe.AsRef<T>((T*)inputs[index].Data + place * (nint)Features);

    /// <summary>A number of an input without features.</summary>
    /// <param name="index">Its place among the inputs.</param>
    /// <param name="place">Which number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Value(int index, nint place = 0) => Simd.Beside<S>(Simd.Read(in Unsafe.AsRef<T>((T*)inputs[index].Data + place)));

    /// <summary>Overwrites a number of an input that has a number a row.</summary>
    /// <param name="index">Its place among the inputs.</param>
    /// <param name="place">Which number.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInput(int index, nint place, double value) => Simd.Write(ref Unsafe.AsRef<T>((T*)inputs[index].Data + place), value);

    /// <summary>Features of the incoming gradient of an output that has other axes than the first input.</summary>
    /// <param name="index">The output's place.</param>
    /// <param name="place">Which row of features.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T GradientFeature(int index, nint place = 0) => ref Unsafe.AsRef<T>((T*)gradients[index].Data + place * (nint)Features);

    /// <summary>A number of the incoming gradient of an output without features.</summary>
    /// <param name="index">The output's place.</param>
    /// <param name="place">Which number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double GradientValue(int index, nint place = 0) => Simd.Beside<S>(Simd.Read(in Unsafe.AsRef<T>((T*)gradients[index].Data + place)));

    /// <summary>Writes a number of an output that has a number a row, or for each of its parts.</summary>
    /// <param name="index">The output's place.</param>
    /// <param name="place">Which number.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteNumber(int index, nint place, double value) => Simd.Write(ref Unsafe.AsRef<T>((T*)written[index].Data + place), value);

    /// <summary>Writes a number of the gradient of an input that has a number a row, or for each of its parts; does nothing where it is not wanted.</summary>
    /// <param name="index">The input's place.</param>
    /// <param name="place">Which number.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteGradient(int index, nint place, double value)
    {
        if (Needs(index)) WriteNumber(index, place, value);
    }

    /// <summary>The row that an output is written to; <see cref="Commit"/> ends it.</summary>
    /// <param name="index">Its place among the outputs.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Output(int index, nint row) => ref written[index].Row<S>(row);

    /// <summary>A part of such a row: a channel or a group.</summary>
    /// <param name="index">As of the whole row.</param>
    /// <param name="row">The row.</param>
    /// <param name="part">The part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Output(int index, nint row, nint part) => ref written[index].Row<S>(row, part);

    /// <summary>A row of the incoming gradient of an output; zeros where nothing came in.</summary>
    /// <param name="index">The output's place.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Gradient(int index, nint row) => ref gradients[index].Row<S>(row);

    /// <summary>A part of such a row: a channel or a group.</summary>
    /// <param name="index">As of the whole row.</param>
    /// <param name="row">The row.</param>
    /// <param name="part">The part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S Gradient(int index, nint row, nint part) => ref gradients[index].Row<S>(row, part);

    /// <summary>The row that the gradient of an input is written to, ended by <see cref="Commit"/>; a row that nobody reads where it is not wanted.</summary>
    /// <param name="index">The input's place.</param>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S InputGradient(int index, nint row) => ref written[index].Row<S>(row);

    /// <summary>A part of such a row: a channel or a group.</summary>
    /// <param name="index">As of the whole row.</param>
    /// <param name="row">The row.</param>
    /// <param name="part">The part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref S InputGradient(int index, nint row, nint part) => ref written[index].Row<S>(row, part);

    /// <summary>Whether the gradient of an input is wanted: a sweep for gradients that nobody wants is not run.</summary>
    /// <param name="index">The input's place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Needs(int index) => (run->Needed >> index & 1) != 0;

    /// <summary>Makes all elements of a row of scratch one number.</summary>
    /// <param name="index">Which row.</param>
    /// <param name="value">The number.</param>
    public void FillScratch(int index, double value)
    {
        ref var row = ref Scratch(index);
        var lanes = Simd.Broadcast<T>(value);
        for (nuint i = 0; i < Features; i += (nuint)Vector512<T>.Count) Simd.Store(ref row, i, Features - i, lanes);
    }

    /// <summary>A row of features of an output or a gradient that has other axes than the first input; a row that nobody reads where it is not wanted.</summary>
    /// <param name="index">The place of the output, or of the input.</param>
    /// <param name="place">Which row of features.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T WrittenFeature(int index, nint place) => ref written[index].Row<T>(0, place);

    /// <summary>Keeps a number of a part of the row for a later loop over the parts.</summary>
    /// <param name="slot">Which number.</param>
    /// <param name="part">The part.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep(int slot, nint part, double value) => ((double*)kept)[slot * (nint)Math.Max(run->Channels, run->Groups) + part] = value;

    /// <summary>A number that <see cref="Keep"/> kept.</summary>
    /// <param name="slot">Which number.</param>
    /// <param name="part">The part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Kept(int slot, nint part) => ((double*)kept)[slot * (nint)Math.Max(run->Channels, run->Groups) + part];

    /// <summary>Carries a number of a part of a row to a later pass.</summary>
    /// <param name="slot">Which number.</param>
    /// <param name="place">The row, or the part among those of all rows.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Carry(int slot, nint place, double value) => run->Carried[slot * (nint)(run->Rows * Math.Max(run->Channels, run->Groups)) + place] = value;

    /// <summary>A number that <see cref="Carry"/> carried.</summary>
    /// <param name="slot">Which number.</param>
    /// <param name="place">The row, or the part among those of all rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Carried(int slot, nint place) => run->Carried[slot * (nint)(run->Rows * Math.Max(run->Channels, run->Groups)) + place];

    /// <summary>A row of this thread's scratch memory.</summary>
    /// <param name="index">Which.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Scratch(int index) => ref Unsafe.AsRef<T>(scratch + (nuint)index * run->RowBytes);

    /// <summary>A row of this thread's scratch memory that belongs to a channel of the group.</summary>
    /// <param name="first">How many rows there are of no channel.</param>
    /// <param name="index">Which.</param>
    /// <param name="channel">The channel, among those of the whole row.</param>
    public ref T ChannelScratch(int first, int index, nint channel) => ref Scratch(first + index * (int)ChannelsPerGroup + (int)(channel % ChannelsPerGroup));

    /// <summary>A short row of this thread, of <see cref="Simd.Block"/> elements, that a function of elements is computed in.</summary>
    /// <param name="index">Which.</param>
    public ref T Block(int index) => ref Unsafe.AsRef<T>(FunctionBlocks.Of(index));

    /// <summary>Keeps a number of a row (or of a part of it) for backward.</summary>
    /// <param name="statistic">Which.</param>
    /// <param name="place">The row, or the part among those of all rows.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Save(int statistic, nint place, double value)
    {
        if (run->Statistics != null) Simd.Write(ref Statistic(statistic, place), value);
    }

    /// <summary>A number of a row (or of a part of it) that forward kept.</summary>
    /// <param name="statistic">Which.</param>
    /// <param name="place">The row, or the part among those of all rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Saved(int statistic, nint place) => Simd.Read(in Statistic(statistic, place));

    /// <summary>Features of a total that forward kept.</summary>
    /// <param name="statistic">Which.</param>
    /// <param name="place">Which row of features of the total.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T SavedFeature(int statistic, nint place = 0) => ref Unsafe.AsRef<T>((T*)run->TotalStatistics + statistic * (nint)run->TotalStatisticLength + place * (nint)Features);

    /// <summary>A number of a total without features that forward kept.</summary>
    /// <param name="statistic">Which.</param>
    /// <param name="place">Which number of the total.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double SavedTotal(int statistic, nint place = 0) => Simd.Beside<S>(Simd.Read(in Unsafe.AsRef<T>((T*)run->TotalStatistics + statistic * (nint)run->TotalStatisticLength + place)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T Statistic(int statistic, nint place) => ref Unsafe.AsRef<T>((T*)run->Statistics + statistic * (nint)run->StatisticLength + place);

    /// <summary>Ends a row: what was written and does not fit the cache is sent past it here.</summary>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(nint row)
    {
        if (staging != null) StreamingStores.Flush(run, staging, row);
    }

    private ref T Number(int index, nint place) => ref Unsafe.AsRef<T>((T*)(sums + (nuint)(index - run->FirstSum) * run->RowBytes) + place);
}
