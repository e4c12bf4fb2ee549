using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormGen.Kernels.Threads;

namespace NormGen.Kernels.Running;

/// <summary>Runs the passes of a kernel over the pieces of its operands, and adds up what the pieces summed.</summary>
/// <typeparam name="S">The type that rows of tensors are stored in.</typeparam>
/// <typeparam name="T">The type that is computed in, at least as long.</typeparam>
internal static unsafe class RowRunner<S, T> where S : unmanaged where T : unmanaged
{
    private const int Page = 4096;

    /// <summary>Runs all passes.</summary>
    /// <param name="run">The call; what the runner itself needs is filled in here.</param>
    /// <param name="geometry">Its shape.</param>
    /// <param name="inputs">What its first operands are.</param>
    /// <param name="passes">The kernel's passes.</param>
    /// <param name="scratch">How many scratch rows a thread needs.</param>
    /// <param name="kept">How many numbers of each part of a row it keeps between loops.</param>
    /// <param name="piece">Runs one piece: a specialization of <see cref="Piece"/>.</param>
    internal static void Run(RowRun* run, in Geometry geometry, KernelInput[] inputs, KernelPass[] passes, int scratch, int kept, delegate*<void*, int, int, void> piece)
    {
        var totals = 0;
        var mostSums = 0;
        var longest = run->Features;
        long units = 1;
        foreach (var pass in passes)
        {
            totals += pass.Sums.Length;
            foreach (var axes in pass.Sums) longest = Math.Max(longest, geometry.Length(axes));
            if (pass.Kind != PassKind.Rows) continue;
            mostSums = Math.Max(mostSums, pass.Sums.Length);
            units = Math.Max(units, geometry.Length(pass.Unit));
        }

        run->ElementSize = sizeof(S);
        run->ScratchCount = scratch;
        run->KeptCount = kept;
        run->Channels = geometry.Channels;
        run->Groups = geometry.Groups;
        run->ChannelsPerGroup = geometry.Channels / geometry.Groups;
        run->Parts = geometry.Parts;
        // Sums over parts of rows are short, so that many pieces cost little.
        run->Pieces = run->Flat ? Pieces.Count(run->Features) : Pieces.Count(units, run->Rows * run->Parts * run->Features / Math.Max(units, 1), mostSums > 0 && run->Parts == 1);
        var threads = ThreadTeam.Size(run->Pieces);

        var rowBytes = run->Flat ? 0 : RowBytes((nuint)longest * (nuint)sizeof(T));
        run->RowBytes = rowBytes;
        var staging = run->Streams || HasUnwanted(run);
        var perThread = (nuint)(scratch + (staging ? run->WrittenCount : 0)) * rowBytes + KeptBytes(run);
        var sumBytes = (nuint)run->Pieces * (nuint)mostSums * rowBytes;
        var carriedBytes = (nuint)run->CarriedCount * (nuint)(run->Rows * Math.Max(run->Channels, run->Groups)) * sizeof(double);
        var memory = ScratchMemory.Rent(sumBytes + (nuint)threads * perThread + (nuint)totals * rowBytes + carriedBytes + InLanesBytes(run, geometry, inputs));
        try
        {
            run->Sums = memory;
            run->ThreadMemory = memory + sumBytes;
            var ownTotals = run->ThreadMemory + (nuint)threads * perThread;
            run->Carried = (double*)(ownTotals + (nuint)totals * rowBytes);
            var addresses = stackalloc void*[Math.Max(totals, 1)];
            for (var i = 0; i < totals; i++) addresses[i] = run->Totals != null && run->Totals[i] != null ? run->Totals[i] : ownTotals + (nuint)i * rowBytes;
            run->Totals = addresses;
            var lengths = stackalloc long[Math.Max(totals, 1)];
            var next = 0;
            foreach (var pass in passes)
                foreach (var axes in pass.Sums) lengths[next++] = geometry.Length(axes);
            run->SumLengths = lengths;
            var inLanes = stackalloc byte*[inputs.Length];
            CopyInLanes(run, geometry, inputs, inLanes, (byte*)run->Carried + carriedBytes);

            run->FirstSum = 0;
            run->IsReversed = false;
            for (run->Pass = 0; run->Pass < passes.Length; run->Pass++)
            {
                var pass = passes[run->Pass];
                run->SumCount = pass.Sums.Length;
                run->PassKind = pass.Kind;
                if (run->PassKind == PassKind.Features)
                {
                    piece(run, 0, 0);
                }
                else
                {
                    run->Units = run->Flat ? 1 : geometry.Length(pass.Unit);
                    run->Largest = pass.Largest;
                    run->Smallest = pass.Smallest;
                    run->Deviations = pass.Deviations;
                    run->LeftOut = run->IsFrozen ? pass.ForParameters : 0;
                    ThreadTeam.Run(run->Pieces, threads, piece, run);
                    AddUp(run, pass.Sums);
                    // The next pass begins where this one ended: that part is still in the cache.
                    run->IsReversed = !run->IsReversed;
                }
                run->FirstSum += run->SumCount;
            }
        }
        finally
        {
            ScratchMemory.Return(memory);
        }
    }

    /// <summary>
    /// How far apart own rows lie. Two lines beyond their length keep equal places of two rows out of the same set of the cache; half a page more keeps those of long rows away from the tensors' own, which large allocations begin at
    /// the start of a page: a load waits for an earlier store whose address is the same in the last twelve bits, on Intel's processors until that has left for memory (a joint of two norms: half the time).
    /// </summary>
    private static nuint RowBytes(nuint length) => (length + 63) / 64 * 64 + (length < Page / 2 ? 128 : (nuint)(Page / 2 + 128));

    private static nuint KeptBytes(RowRun* run) => ((nuint)run->KeptCount * (nuint)Math.Max(run->Channels, run->Groups) * sizeof(double) + 63) / 64 * 64;

    /// <summary>Whether an input lies beside rows in the order that their vectors have. One with rows of its own is read as it is: it is as large as what a copy would spare.</summary>
    private static bool IsInLanes(RowRun* run, KernelInput input) => LaneOrder.Differs<S, T>() && !run->Flat && (input.Axes & KernelAxes.Elements) == KernelAxes.Features;

    private static nuint InLanesBytes(RowRun* run, in Geometry geometry, KernelInput[] inputs)
    {
        nuint bytes = 0;
        foreach (var input in inputs) bytes += IsInLanes(run, input) ? RowBytes((nuint)geometry.Length(input.Axes) * (nuint)sizeof(T)) : 0;
        return bytes;
    }

    private static void CopyInLanes(RowRun* run, in Geometry geometry, KernelInput[] inputs, byte** inLanes, byte* memory)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            inLanes[i] = null;
            if (!IsInLanes(run, inputs[i]) || run->Operands[i].Data == null) continue;
            run->InLanes = inLanes;
            run->InLanesCount = inputs.Length;
            inLanes[i] = memory;
            var length = (nuint)geometry.Length(inputs[i].Axes);
            LaneCopy.Make<S, T>(ref Unsafe.AsRef<T>(run->Operands[i].Data), ref Unsafe.AsRef<T>(memory), (nuint)geometry.Features, length);
            memory += RowBytes(length * (nuint)sizeof(T));
        }
    }

    /// <summary>The rows of one piece, as the kernel sees them.</summary>
    /// <param name="run">The call.</param>
    /// <param name="operands">Room for the operands of this thread.</param>
    /// <param name="piece">Which piece.</param>
    /// <param name="thread">Which thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Rows<S, T> Piece(RowRun* run, Operand* operands, int piece, int thread)
    {
        for (var i = 0; i < run->OperandCount; i++) operands[i] = run->Operands[i];
        if (run->Flat)
        {
            var start = Pieces.FlatStart(run->Features, piece, run->Pieces);
            for (var i = 0; i < run->OperandCount; i++) operands[i].Data += start * sizeof(S);
            return new Rows<S, T>(run, operands, 0, 1, Pieces.FlatStart(run->Features, piece + 1, run->Pieces) - start, null, null, null, null, start);
        }

        var streams = run->Streams;
        var ownRows = run->ScratchCount + (streams || HasUnwanted(run) ? run->WrittenCount : 0);
        var kept = run->ThreadMemory + (nuint)thread * ((nuint)ownRows * run->RowBytes + KeptBytes(run));
        var scratch = kept + KeptBytes(run);
        var staging = scratch + (nuint)run->ScratchCount * run->RowBytes;
        for (var i = 0; i < run->WrittenCount; i++)
        {
            ref var operand = ref operands[run->FirstWritten + i];
            if (operand.Data == null || (streams && operand.Stride != 0)) operand = new Operand(staging + (nuint)i * run->RowBytes, 0);
        }
        for (var i = 0; run->PassKind == PassKind.Rows && i < run->InLanesCount; i++)
        {
            if (run->InLanes[i] != null) operands[i].Data = run->InLanes[i];
        }
        if (run->PassKind == PassKind.Features) return new Rows<S, T>(run, operands, 0, 1, run->Features, null, scratch, kept, null);

        if (run->IsReversed) piece = run->Pieces - 1 - piece;
        var sums = run->Sums + (nuint)(piece * run->SumCount) * run->RowBytes;
        NativeMemory.Clear(sums, (nuint)run->SumCount * run->RowBytes);
        if ((run->Largest | run->Smallest) != 0) BeginExtrema(run, sums);
        return new Rows<S, T>(run, operands, (nint)Pieces.Start(run->Units, piece, run->Pieces), (nint)Pieces.Start(run->Units, piece + 1, run->Pieces), run->Features, sums, scratch, kept, streams ? staging : null);
    }

    private static void BeginExtrema(RowRun* run, byte* sums)
    {
        for (var sum = 0; sum < run->SumCount; sum++)
        {
            var isLargest = (run->Largest >> sum & 1) != 0;
            if (!isLargest && (run->Smallest >> sum & 1) == 0) continue;
            for (nint i = 0; i < (nint)run->SumLengths[run->FirstSum + sum]; i++) Simd.Write(ref Unsafe.AsRef<T>((T*)(sums + (nuint)sum * run->RowBytes) + i), isLargest ? double.NegativeInfinity : double.PositiveInfinity);
        }
    }

    private static bool HasUnwanted(RowRun* run)
    {
        for (var i = 0; i < run->WrittenCount; i++)
        {
            if (run->Operands[run->FirstWritten + i].Data == null) return true;
        }
        return false;
    }

    /// <summary>Adds the sums of the pieces, in their order. Those with features lie in the order that vectors of rows have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddUp(RowRun* run, KernelAxes[] sums)
    {
        for (var sum = 0; sum < run->SumCount; sum++)
        {
            if ((run->LeftOut >> sum & 1) != 0) continue;
            ref var total = ref Unsafe.AsRef<T>(run->Totals[run->FirstSum + sum]);
            ref var parts = ref Unsafe.AsRef<T>(run->Sums + (nuint)sum * run->RowBytes);
            var step = (nuint)run->SumCount * run->RowBytes / (nuint)sizeof(T);
            var length = (nuint)run->SumLengths[run->FirstSum + sum];
            if ((run->Deviations >> sum & 1) != 0)
            {
                JoinDeviations(ref total, ref Unsafe.AsRef<T>(run->Totals[run->FirstSum + sum - 1]), ref parts, run, length);
                continue;
            }

            var isLargest = (run->Largest >> sum & 1) != 0;
            var isSmallest = (run->Smallest >> sum & 1) != 0;
            var isInLanes = (sums[sum] & KernelAxes.Features) != 0;
            var row = isInLanes ? (nuint)run->Features : length;
            for (nuint end = row; end <= length && row > 0; end += row)
            {
                for (var i = end - row; i < end; i += (nuint)System.Runtime.Intrinsics.Vector512<T>.Count)
                {
                    var lanes = end - i;
                    var value = Simd.LoadLanes<S, T>(ref parts, i, lanes);
                    for (nuint piece = 1; piece < (nuint)run->Pieces; piece++)
                    {
                        var part = Simd.LoadLanes<S, T>(ref parts, piece * step + i, lanes);
                        value = isLargest ? Simd.Maximum(value, part) : isSmallest ? Simd.Minimum(value, part) : value + part;
                    }
                    if (isInLanes) Simd.Store<S, T>(ref total, i, lanes, value);
                    else Simd.StoreLanes<S, T>(ref total, i, lanes, value);
                }
            }
        }
    }

    /// <summary>Squared deviations from the mean m of all rows out of those from each piece's own mean: Σ (deviations + rows · (own - m)²), where own is the piece's sum over its rows, and its sums lie before its deviations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void JoinDeviations(ref T total, ref T sum, ref T parts, RowRun* run, nuint length)
    {
        var step = (nuint)run->SumCount * run->RowBytes / (nuint)sizeof(T);
        ref var sums = ref Unsafe.SubtractByteOffset(ref parts, run->RowBytes);
        var inverseAll = Simd.Broadcast<T>(1.0 / run->Units);
        for (nuint i = 0; i < length; i += (nuint)System.Runtime.Intrinsics.Vector512<T>.Count)
        {
            var lanes = length - i;
            var mean = Simd.Load<S, T>(ref sum, i, lanes) * inverseAll;
            var value = System.Runtime.Intrinsics.Vector512<T>.Zero;
            for (var piece = 0; piece < run->Pieces; piece++)
            {
                var at = (nuint)piece * step + i;
                double rows = Pieces.Start(run->Units, piece + 1, run->Pieces) - Pieces.Start(run->Units, piece, run->Pieces);
                var difference = Simd.LoadLanes<S, T>(ref sums, at, lanes) * Simd.Broadcast<T>(1 / rows) - mean;
                value += Simd.LoadLanes<S, T>(ref parts, at, lanes) + difference * difference * Simd.Broadcast<T>(rows);
            }
            Simd.Store<S, T>(ref total, i, lanes, value);
        }
    }
}
