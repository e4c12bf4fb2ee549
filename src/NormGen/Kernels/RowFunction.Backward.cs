using System.Numerics;
using System.Runtime.InteropServices;
using NormGen.Kernels.Autograd;
using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <content>The gradients.</content>
public static unsafe partial class RowFunction<TKernel>
{
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

            // What lies where it was read is in the cache, and alone it is written there.
            var reused = Reuse(node, gradients, results);
            var wanted = -reused;
            for (var i = 0; i < count; i++)
            {
                var target = &operands[read + outputs + i];
                *target = default;
                var axes = Shape.Inputs[i].Axes;
                if ((axes & KernelAxes.Rows) == 0 || (node.Needed >> i & 1) == 0) continue;
                if (results[i] == 0) results[i] = axes == Shape.Element ? geometry.NewTensor() : geometry.NewTensor(axes, geometry.ComputedType);
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
                StreamingStores.Choose(&run, geometry, wanted, LargeInputs - reused);
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

    /// <summary>Lets gradients take the memory of incoming ones that nobody else holds; returns how many do.</summary>
    private static int Reuse(BackwardNode node, nint* gradients, nint* results)
    {
        if (Shape.ReusedGradients.Length == 0 || !GradientMemory.IsReused || !SoleGradients.AreKnown) return 0;
        var wanted = node.Needed;
        var count = 0;
        foreach (var reused in Shape.ReusedGradients)
        {
            var gradient = gradients[reused.Result];
            if ((reused.Tensors & wanted) == 0 || IsZero(gradient) || !node.Geometry.Matches(gradient) || (ScalarType)TorchNative.THSTensor_type(gradient) != node.Geometry.Type || !SoleGradients.Contains(gradient)) continue;
            var tensor = BitOperations.TrailingZeroCount(reused.Tensors & wanted);
            wanted &= ~(1UL << tensor);
            results[tensor] = SoleGradients.Take(gradient);
            count++;
        }
        return count;
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
