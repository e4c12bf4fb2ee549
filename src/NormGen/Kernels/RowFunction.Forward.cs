using System.Runtime.InteropServices;
using NormGen.Kernels.Autograd;
using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <content>The results.</content>
public static unsafe partial class RowFunction<TKernel>
{
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

    private static void ForwardPiece<S, T>(void* state, int piece, int thread) where S : unmanaged where T : unmanaged
    {
        var run = (RowRun*)state;
        var operands = stackalloc Operand[run->OperandCount];
        var rows = RowRunner<S, T>.Piece(run, operands, piece, thread);
        if (run->StreamsRows) TKernel.Forward<S, T, PastCache>(run->Pass, in rows);
        else TKernel.Forward<S, T, ThroughCache>(run->Pass, in rows);
        if (run->Streams || run->StreamsRows) StreamingStores.Fence();
    }
}
