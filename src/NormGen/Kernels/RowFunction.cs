using System.Runtime.InteropServices;
using NormGen.Kernels.Autograd;
using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>Calls a differentiable kernel: checks the arguments, makes the outputs, runs the rows, and joins the autograd graph where a gradient is wanted.</summary>
/// <typeparam name="TKernel">The emitted kernel.</typeparam>
public static unsafe class RowFunction<TKernel> where TKernel : struct, IRowKernel
{
    private static readonly RowKernelShape Shape = TKernel.Shape;
    private static readonly int ForwardSums = Shape.ForwardPasses.Sum(p => p.Sums.Length) + 1;
    private static readonly int BackwardSums = Shape.BackwardPasses.Sum(p => p.Sums.Length) + 1;
    private static readonly int LargeInputs = Shape.Inputs.Count(input => input.IsLike(Shape.Inputs[0]));
    private static readonly int LargeOutputs = Shape.Outputs.Count(output => output.Axes == Shape.Element);
    private static readonly InplaceResult? Inplace = Shape.Inplace;
    private static readonly string[] Names = [.. Shape.Inputs.Select(input => input.Name)];
    private static readonly MixedResultTypes ResultTypes = new(Shape.Inputs);
    private static readonly PiecesByType ForwardPieces = new(&ForwardPiece<float, float>, &ForwardPiece<double, double>, &ForwardPiece<BFloat16, float>, &ForwardPiece<Half, float>);
    private static readonly PiecesByType BackwardPieces = new(&BackwardPiece<float, float, Trained>, &BackwardPiece<double, double, Trained>, &BackwardPiece<BFloat16, float, Trained>, &BackwardPiece<Half, float, Trained>);
    private static readonly PiecesByType FrozenPieces = new(&BackwardPiece<float, float, Frozen>, &BackwardPiece<double, double, Frozen>, &BackwardPiece<BFloat16, float, Frozen>, &BackwardPiece<Half, float, Frozen>);

    /// <summary>Bit i: the gradient of tensor i is a sum over rows. None where all such sums serve other gradients as well, so that nothing can be left out.</summary>
    private static readonly ulong Parameters = Shape.BackwardPasses.Any(pass => pass.ForParameters != 0) ? Shape.TotalGradients.Aggregate(0UL, (all, gradient) => all | 1UL << gradient.Input) : 0;

    /// <summary>Whether the kernel can run on a tensor: a floating-point type on the CPU. Where it cannot, the caller uses the formula.</summary>
    /// <param name="first">The first tensor.</param>
    public static bool Accepts(Tensor first)
        => first is null ? throw new ArgumentNullException(Shape.Inputs[0].Name)
            : Geometry.IsSupported(first.Handle) && (Shape.Rank > 0 ? TorchNative.THSTensor_ndimension(first.Handle) == Shape.Rank
                : (Shape.Element & KernelAxes.Channels) == 0 || TorchNative.THSTensor_ndimension(first.Handle) >= 2);

    /// <summary>The output of a formula that has one.</summary>
    /// <param name="tensors">The tensors, in declaration order.</param>
    /// <param name="numbers">The numbers, in declaration order.</param>
    /// <param name="formula">The same in TorchSharp operations, for derivatives of derivatives.</param>
    /// <param name="gradients">The author's own gradients in TorchSharp operations, of the tensors with the incoming gradients behind them; null where they are the formula's derivative.</param>
    /// <exception cref="ArgumentException">A tensor does not fit the others; nothing has been computed.</exception>
    public static Tensor Apply(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers, ComposedFormula formula, ComposedFormula? gradients = null)
    {
        var outputs = stackalloc nint[Shape.Outputs.Length];
        Run(tensors, numbers, formula, gradients, outputs);
        return Result(tensors, outputs, 0);
    }

    /// <summary>The outputs of a formula that has several.</summary>
    /// <param name="tensors">The tensors, in declaration order.</param>
    /// <param name="numbers">The numbers, in declaration order.</param>
    /// <param name="formula">The same in TorchSharp operations, for derivatives of derivatives.</param>
    /// <param name="gradients">The author's own gradients in TorchSharp operations, of the tensors with the incoming gradients behind them; null where they are the formula's derivative.</param>
    /// <exception cref="ArgumentException">A tensor does not fit the others; nothing has been computed.</exception>
    public static Tensor[] ApplyAll(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers, ComposedFormula formula, ComposedFormula? gradients = null)
    {
        var count = Shape.Outputs.Length;
        var outputs = stackalloc nint[count];
        Run(tensors, numbers, formula, gradients, outputs);
        var result = new Tensor[count];
        for (var i = 0; i < count; i++) result[i] = Result(tensors, outputs, i);
        return result;
    }

    /// <summary>A result as the caller sees it: the very tensor whose memory it took, where it took one's.</summary>
    private static Tensor Result(ReadOnlySpan<Tensor> tensors, nint* outputs, int place)
    {
        if (Inplace?.Result != place) return Tensor.UnsafeCreateTensor(outputs[place]);
        TorchNative.THSTensor_dispose(outputs[place]);
        return tensors[Inplace.Tensor];
    }

    private static void Run(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers, ComposedFormula formula, ComposedFormula? gradients, nint* outputs)
    {
        var first = ArgumentChecks.First(Shape.Name, Shape.Inputs, tensors);
        var groups = Shape.GroupsArgument >= 0 ? (long)numbers[Shape.GroupsArgument] : Shape.Groups;
        var geometry = Geometry.Of(first, Shape.Element, groups);
        ArgumentChecks.CheckFirst(Shape, tensors[0], geometry, groups);
        var common = ArgumentChecks.Check(Shape.Name, Shape.Inputs, tensors, geometry);
        if (common is { } type) geometry.Type = type;
        UpdateChecks.CheckGradients(Shape.Name, Shape.Inputs, tensors);

        var count = tensors.Length;
        var handles = stackalloc nint[count];
        ulong needed = 0;
        for (var i = 0; i < count; i++)
        {
            handles[i] = tensors[i].Handle;
            if (!Shape.Inputs[i].Constant) needed |= (ulong)TorchNative.THSTensor_requires_grad(handles[i]) << i;
        }
        if (TorchNative.THSAutograd_isGradEnabled() == 0) needed = 0;
        if (Inplace is not null)
        {
            InplaceChecks.CheckGradients(Shape.Name, Inplace, Names, tensors, needed);
            InplaceChecks.CheckExpanded(Shape.Name, Names[Inplace.Tensor], handles[Inplace.Tensor], geometry);
        }

        var types = common is null ? [] : ResultTypes.Of(tensors, geometry.Type, Shape.Outputs.Length, numbers, formula, LeadingAxes(geometry));
        var node = needed != 0 ? BackwardNode.Take(geometry, Shape.Statistics * StatisticLength(geometry), Shape.TotalStatistics.Length * TotalLength(geometry)) : null;
        var made = 0;
        var copies = stackalloc nint[Shape.TotalUpdates.Length + (common is null ? 0 : 2 * count) + 1];
        var temporaries = new Temporaries(copies);
        try
        {
            if (common is not null) ConvertElements(geometry.Type, handles, ref temporaries);
            for (; made < Shape.Outputs.Length; made++)
            {
                outputs[made] = Inplace?.Result == made ? Geometry.Check(TorchNative.THSTensor_alias(handles[Inplace.Tensor]))
                    : Shape.Outputs[made].Axes == Shape.Element ? geometry.NewTensor()
                    : geometry.NewTensor(Shape.Outputs[made].Axes, geometry.ComputedType);
            }
            if (node != null) SaveUpdated(handles, ref temporaries);
            Forward(geometry, handles, count, numbers, outputs, node, tensors);
            if (Inplace is not null && handles[Inplace.Tensor] == tensors[Inplace.Tensor].Handle) InplaceChecks.Touch(tensors[Inplace.Tensor]);
            if (node is { } unattached)
            {
                node = null;
                unattached.Attach(handles, count, needed, numbers, outputs, made, formula, &Backward, gradients, Inplace, Shape.SavedResults);
            }
            if (common is not null) FinishMixed(geometry.Type, types, tensors, handles, outputs);
        }
        catch
        {
            for (var i = 0; i < made; i++) TorchNative.THSTensor_dispose(outputs[i]);
            node?.Abandon();
            throw;
        }
        finally
        {
            temporaries.Dispose();
        }
        foreach (var tensor in tensors) GC.KeepAlive(tensor);
    }

    /// <summary>Tensors of elements in the type that they have together; where autograd watches, it takes gradients back to their own types.</summary>
    private static void ConvertElements(ScalarType type, nint* handles, ref Temporaries temporaries)
    {
        for (var i = 0; i < Shape.Inputs.Length; i++)
        {
            if (!Shape.Inputs[i].IsLike(Shape.Inputs[0]) || (ScalarType)TorchNative.THSTensor_type(handles[i]) == type) continue;
            handles[i] = temporaries.Keep(Geometry.Converted(handles[i], type));
            // A result takes its memory, and then that is copied: no other copy may be in between.
            if (Inplace?.Tensor == i && TorchNative.THSTensor_is_contiguous(handles[i]) == 0) handles[i] = temporaries.Keep(Geometry.Check(TorchNative.THSTensor_contiguous(handles[i])));
        }
    }

    /// <summary>Where elements have different types: results in the types of eager code; what overwrites a tensor of a shorter type is copied there.</summary>
    private static void FinishMixed(ScalarType computed, ScalarType[] types, ReadOnlySpan<Tensor> tensors, nint* handles, nint* outputs)
    {
        for (var i = 0; i < Shape.Outputs.Length; i++)
        {
            if (Inplace?.Result == i)
            {
                if (handles[Inplace.Tensor] == tensors[Inplace.Tensor].Handle) continue;
                using var result = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(outputs[i])));
                tensors[Inplace.Tensor].copy_(result); // returns the target itself
            }
            else if (types[i] != computed)
            {
                var converted = Geometry.Converted(outputs[i], types[i]);
                TorchNative.THSTensor_dispose(outputs[i]);
                outputs[i] = converted;
            }
        }
    }

    /// <summary>Backward reads statistics as they were before the update: the graph gets copies.</summary>
    private static void SaveUpdated(nint* handles, ref Temporaries copies)
    {
        foreach (var update in Shape.TotalUpdates) handles[update.Input] = copies.Keep(Geometry.Check(TorchNative.THSTensor_clone(handles[update.Input])));
    }

    private static void Forward(in Geometry geometry, nint* handles, int count, ReadOnlySpan<double> numbers, nint* outputs, BackwardNode? node, ReadOnlySpan<Tensor> tensors)
    {
        var written = Shape.Outputs.Length;
        var operands = stackalloc Operand[count + written];
        var copies = stackalloc nint[3 * count + 2];
        var temporaries = new Temporaries(copies);
        try
        {
            ReadInputs(geometry, handles, operands, ref temporaries);
            var elsewhere = Inplace is null ? 0 : Reuse(Inplace, geometry, handles, operands, ref temporaries);
            for (var i = 0; i < written; i++)
                if (Inplace?.Result != i) operands[count + i] = Shape.Outputs[i].Axes == Shape.Element ? OperandReader.Rows(outputs[i], geometry) : OperandReader.Small(outputs[i], geometry);
            var totals = stackalloc void*[ForwardSums];
            new Span<nint>(totals, ForwardSums).Clear();
            foreach (var update in Shape.TotalUpdates) totals[update.Sum] = TorchNative.THSTensor_data(temporaries.Keep(geometry.NewTensor(Shape.Inputs[update.Input].Axes, geometry.ComputedType)));
            foreach (var output in Shape.TotalOutputs) totals[output.Sum] = operands[count + output.Output].Data;
            for (var i = 0; node != null && i < Shape.TotalStatistics.Length; i++)
                if (totals[Shape.TotalStatistics[i]] == null) totals[Shape.TotalStatistics[i]] = SavedTotal(node, geometry, i);

            fixed (double* numberArray = numbers)
            {
                var run = new RowRun
                {
                    Rows = geometry.Rows,
                    Features = geometry.Features,
                    Operands = operands,
                    InputCount = count,
                    WrittenCount = written,
                    Numbers = numberArray,
                    Statistics = node == null ? null : node.Statistics,
                    StatisticLength = StatisticLength(geometry),
                    Totals = totals,
                    CarriedCount = Shape.ForwardCarried,
                };
                // What lies where it was read is in the cache, and alone it is written there.
                var fresh = LargeOutputs - (Inplace is null ? 0 : 1);
                StreamingStores.Choose(&run, geometry, fresh, fresh);
                ForwardPieces.Run(geometry, &run, Shape.Inputs, Shape.ForwardPasses, ScratchRows(geometry, Shape.ForwardScratch, Shape.ForwardChannelScratch), Shape.ForwardKept);
            }
            if (elsewhere != 0) InplaceChecks.WriteBack(tensors[Inplace!.Tensor], elsewhere);
            FinishTotals(geometry, operands + count, totals, node);
            foreach (var update in Shape.TotalUpdates) UpdateChecks.Write(tensors[update.Input], totals[update.Sum], geometry, Shape.Inputs[update.Input].Axes);
            for (var i = 0; i < written; i++)
            {
                if (Shape.Outputs[i].Axes == Shape.Element || geometry.Type == geometry.ComputedType) continue;
                var computed = outputs[i];
                outputs[i] = Geometry.Converted(computed, geometry.Type);
                TorchNative.THSTensor_dispose(computed);
            }
        }
        finally
        {
            temporaries.Dispose();
        }
    }

    /// <summary>Lets a result take the memory of an input: where that can be written row by row, else of a copy, which is returned.</summary>
    private static nint Reuse(InplaceResult inplace, in Geometry geometry, nint* handles, Operand* operands, ref Temporaries temporaries)
    {
        nint copy = 0;
        if (!OperandReader.IsWritable(handles[inplace.Tensor], geometry, LeadingAxes(geometry)))
        {
            copy = temporaries.Keep(Geometry.Check(TorchNative.THSTensor_clone(handles[inplace.Tensor])));
            if (TorchNative.THSTensor_is_contiguous(copy) == 0) copy = temporaries.Keep(Geometry.Check(TorchNative.THSTensor_contiguous(copy)));
            operands[inplace.Tensor] = OperandReader.Rows(copy, geometry);
        }
        UpdateChecks.CheckOverlap(Shape.Name, Shape.Inputs, inplace.Tensor, operands, geometry);
        operands[Shape.Inputs.Length + inplace.Result] = operands[inplace.Tensor];
        return copy;
    }

    /// <summary>A total that is several things was computed in the place of one of them; the others get copies.</summary>
    private static void FinishTotals(in Geometry geometry, Operand* outputs, void** totals, BackwardNode? node)
    {
        foreach (var output in Shape.TotalOutputs)
        {
            var bytes = Bytes(geometry, Shape.Outputs[output.Output].Axes);
            if (outputs[output.Output].Data != totals[output.Sum]) NativeMemory.Copy(totals[output.Sum], outputs[output.Output].Data, bytes);
            Save(geometry, output.Sum, bytes);
        }
        foreach (var update in Shape.TotalUpdates) Save(geometry, update.Sum, Bytes(geometry, Shape.Inputs[update.Input].Axes));

        void Save(in Geometry shape, int sum, nuint bytes)
        {
            for (var i = 0; node != null && i < Shape.TotalStatistics.Length; i++)
                if (Shape.TotalStatistics[i] == sum) NativeMemory.Copy(totals[sum], SavedTotal(node, shape, i), bytes);
        }

        static nuint Bytes(in Geometry shape, KernelAxes axes) => (nuint)(shape.Length(axes) * ElementTypes.Size(shape.ComputedType));
    }

    private static void* SavedTotal(BackwardNode node, in Geometry geometry, int index)
        => (byte*)node.TotalStatistics + index * TotalLength(geometry) * ElementTypes.Size(geometry.ComputedType);

    private static int ScratchRows(in Geometry geometry, int rows, int rowsOfChannels) => rows + rowsOfChannels * (int)(geometry.Channels / geometry.Groups);

    private static long StatisticLength(in Geometry geometry) => geometry.Length(KernelAxes.Rows | Shape.StatisticParts);

    private static long TotalLength(in Geometry geometry)
    {
        long longest = 0;
        foreach (var pass in Shape.ForwardPasses)
            foreach (var axes in pass.Sums) longest = Math.Max(longest, geometry.Length(axes));
        return longest;
    }

    private static void ReadInputs(in Geometry geometry, nint* handles, Operand* operands, ref Temporaries temporaries)
    {
        for (var i = 0; i < Shape.Inputs.Length; i++)
        {
            if (handles[i] == 0) continue; // overwritten in place
            operands[i] = Shape.Inputs[i].IsLike(Shape.Inputs[0])
                ? OperandReader.Read(handles[i], geometry, LeadingAxes(geometry), ref temporaries)
                : OperandReader.ReadSmall(handles[i], geometry.ComputedType, ref temporaries);
        }
    }

    private static int LeadingAxes(in Geometry geometry) => (geometry.Axes & KernelAxes.Channels) != 0 ? 1 : geometry.Dimensions - 1;

    /// <summary>Whether an incoming gradient stands for zeros: it is undefined, or has no memory, as that of <c>sgn</c>.</summary>
    private static bool IsZero(nint gradient) => gradient == 0 || TorchNative.THSTensor_data(gradient) == null;

    /// <summary>The incoming gradient of a result that has other axes than the rows.</summary>
    private static Operand ReadSmallGradient(nint gradient, in Geometry geometry, KernelAxes axes, ref Temporaries temporaries)
    {
        if (!IsZero(gradient)) return OperandReader.ReadSmall(gradient, geometry.ComputedType, ref temporaries);
        var zeros = temporaries.Keep(geometry.NewTensor(axes, geometry.ComputedType));
        NativeMemory.Clear(TorchNative.THSTensor_data(zeros), (nuint)(geometry.Length(axes) * ElementTypes.Size(geometry.ComputedType)));
        return new Operand(TorchNative.THSTensor_data(zeros), 0);
    }

    /// <summary>The gradients of the wanted inputs: <paramref name="results"/> gets a handle, or 0, for each input. Behind the inputs stand the results that the kernel reads.</summary>
    private static void Backward(BackwardNode node, nint* inputs, nint* gradients, nint* results)
    {
        ref readonly var geometry = ref node.Geometry;
        var count = Shape.Inputs.Length;
        var outputs = Shape.Outputs.Length;
        var read = count + Shape.SavedResults.Length;
        var operands = stackalloc Operand[read + outputs + count];
        var copies = stackalloc nint[3 * read + 2 * outputs];
        var temporaries = new Temporaries(copies);
        var constants = new ConstantRows(geometry);
        try
        {
            ReadInputs(geometry, inputs, operands, ref temporaries);
            if (Inplace is not null) operands[Inplace.Tensor] = constants.Zero(); // no gradient that is wanted reads it
            for (var i = count; i < read; i++) operands[i] = OperandReader.Read(inputs[i], geometry, LeadingAxes(geometry), ref temporaries);
            for (var i = 0; i < outputs; i++)
            {
                operands[read + i] = Shape.Outputs[i].Axes != Shape.Element ? ReadSmallGradient(gradients[i], geometry, Shape.Outputs[i].Axes, ref temporaries)
                    : IsZero(gradients[i]) ? constants.Zero()
                    : OperandReader.IsOneNumber(gradients[i], geometry) ? constants.Of(TorchNative.THSTensor_data(gradients[i]))
                    : OperandReader.Read(gradients[i], geometry, LeadingAxes(geometry), ref temporaries);
            }

            var wanted = 0;
            for (var i = 0; i < count; i++)
            {
                var target = &operands[read + outputs + i];
                *target = default;
                var axes = Shape.Inputs[i].Axes;
                if ((axes & KernelAxes.Rows) == 0 || (node.Needed >> i & 1) == 0) continue;
                results[i] = axes == Shape.Element ? geometry.NewTensor() : geometry.NewTensor(axes, geometry.ComputedType);
                *target = axes == Shape.Element ? OperandReader.Rows(results[i], geometry) : OperandReader.Small(results[i], geometry);
                if (axes == Shape.Element) wanted++;
            }

            var totals = stackalloc void*[BackwardSums];
            new Span<nint>(totals, BackwardSums).Clear();
            foreach (var update in Shape.BackwardTotalUpdates) totals[update.Sum] = TorchNative.THSTensor_data(temporaries.Keep(geometry.NewTensor(Shape.Inputs[update.Input].Axes, geometry.ComputedType)));
            foreach (var gradient in Shape.TotalGradients)
            {
                if ((node.Needed >> gradient.Input & 1) == 0) continue;
                results[gradient.Input] = geometry.NewTensor(Shape.Inputs[gradient.Input].Axes, geometry.ComputedType);
                totals[gradient.Sum] = TorchNative.THSTensor_data(results[gradient.Input]);
            }

            fixed (double* numbers = node.Numbers)
            {
                var run = new RowRun
                {
                    Rows = geometry.Rows,
                    Features = geometry.Features,
                    Operands = operands,
                    InputCount = read,
                    GradientCount = outputs,
                    WrittenCount = count,
                    Needed = node.Needed,
                    Numbers = numbers,
                    Statistics = node.Statistics,
                    StatisticLength = StatisticLength(geometry),
                    TotalStatistics = node.TotalStatistics,
                    TotalStatisticLength = TotalLength(geometry),
                    Totals = totals,
                    CarriedCount = Shape.BackwardCarried,
                    IsFrozen = Parameters != 0 && (node.Needed & Parameters) == 0,
                };
                StreamingStores.Choose(&run, geometry, wanted, LargeInputs);
                (run.IsFrozen ? FrozenPieces : BackwardPieces).Run(geometry, &run, Shape.Inputs, Shape.BackwardPasses, ScratchRows(geometry, Shape.BackwardScratch, Shape.BackwardChannelScratch), Shape.BackwardKept);
            }
            FinishGradients(node, inputs, results, totals);
            foreach (var update in Shape.BackwardTotalUpdates) UpdateChecks.Write(inputs[update.Input], totals[update.Sum], geometry, Shape.Inputs[update.Input].Axes);
        }
        finally
        {
            constants.Dispose();
            temporaries.Dispose();
        }
    }

    /// <summary>
    /// Gradients of small inputs are computed in the type that is computed in, and rounded to the input's own type at the end. A total that elements share is smaller so far; one that several
    /// inputs share was summed for the last of them; a sum over no rows is zero, whatever factor was taken out of it.
    /// </summary>
    private static void FinishGradients(BackwardNode node, nint* inputs, nint* results, void** totals)
    {
        ref readonly var geometry = ref node.Geometry;
        foreach (var gradient in Shape.TotalGradients)
        {
            if (results[gradient.Input] == 0) continue;
            var length = geometry.Length(Shape.Inputs[gradient.Input].Axes);
            var bytes = (nuint)(length * ElementTypes.Size(geometry.ComputedType));
            var sum = totals[gradient.Sum];
            var own = TorchNative.THSTensor_data(results[gradient.Input]);
            if (geometry.Rows == 0) NativeMemory.Clear(own, bytes);
            else if (gradient.Axes is { } axes) Expansion.Run(sum, axes, own, Shape.Inputs[gradient.Input].Axes, geometry);
            else if (own != sum) NativeMemory.Copy(sum, own, bytes);
        }

        for (var i = 0; i < Shape.Inputs.Length; i++)
        {
            if (results[i] == 0 || Shape.Inputs[i].Axes == Shape.Element) continue;
            var type = (ScalarType)TorchNative.THSTensor_type(inputs[i]);
            if (type == geometry.ComputedType) continue;
            var summed = results[i];
            results[i] = Geometry.Converted(summed, type);
            TorchNative.THSTensor_dispose(summed);
        }
    }

    private static void ForwardPiece<S, T>(void* state, int piece, int thread) where S : unmanaged where T : unmanaged
    {
        var run = (RowRun*)state;
        var operands = stackalloc Operand[run->OperandCount];
        var rows = RowRunner<S, T>.Piece(run, operands, piece, thread);
        if (run->StreamsRows) TKernel.Forward<S, T, PastCache>(run->Pass, in rows);
        else TKernel.Forward<S, T, ThroughCache>(run->Pass, in rows);
        if (run->Streams || run->StreamsRows) StreamingStores.Fence();
    }

    private static void BackwardPiece<S, T, P>(void* state, int piece, int thread) where S : unmanaged where T : unmanaged where P : struct
    {
        var run = (RowRun*)state;
        var operands = stackalloc Operand[run->OperandCount];
        var rows = RowRunner<S, T>.Piece(run, operands, piece, thread);
        if (run->StreamsRows) TKernel.Backward<S, T, PastCache, P>(run->Pass, in rows);
        else TKernel.Backward<S, T, ThroughCache, P>(run->Pass, in rows);
        if (run->Streams || run->StreamsRows) StreamingStores.Fence();
    }
}
