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
    private static readonly int ForwardSums = Shape.ForwardPasses.Sum(p => p.Sums) + 1;
    private static readonly int BackwardSums = Shape.BackwardPasses.Sum(p => p.Sums) + 1;
    private static readonly int ElementInputs = Shape.Inputs.Count(input => !input.PerFeature);
    private static readonly PiecesByType ForwardPieces = new(&ForwardPiece<float, float>, &ForwardPiece<double, double>, &ForwardPiece<BFloat16, float>, &ForwardPiece<Half, float>);
    private static readonly PiecesByType BackwardPieces = new(&BackwardPiece<float, float>, &BackwardPiece<double, double>, &BackwardPiece<BFloat16, float>, &BackwardPiece<Half, float>);

    /// <summary>Whether the kernel can run on a tensor: a floating-point type on the CPU. Where it cannot, the caller uses the formula.</summary>
    /// <param name="first">The first tensor.</param>
    public static bool Accepts(Tensor first)
        => first is null ? throw new ArgumentNullException(Shape.Inputs[0].Name)
            : Geometry.IsSupported(first.Handle) && (!Shape.IsMatrix || TorchNative.THSTensor_ndimension(first.Handle) == 2);

    /// <summary>The output of a formula that has one.</summary>
    /// <param name="tensors">The tensors, in declaration order.</param>
    /// <param name="numbers">The numbers, in declaration order.</param>
    /// <param name="formula">The same in TorchSharp operations, for derivatives of derivatives.</param>
    /// <exception cref="ArgumentException">A tensor does not fit the others; nothing has been computed.</exception>
    public static Tensor Apply(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers, ComposedFormula formula)
    {
        var outputs = stackalloc nint[Shape.Outputs.Length];
        Run(tensors, numbers, formula, outputs);
        return Tensor.UnsafeCreateTensor(outputs[0]);
    }

    /// <summary>The outputs of a formula that has several.</summary>
    /// <param name="tensors">The tensors, in declaration order.</param>
    /// <param name="numbers">The numbers, in declaration order.</param>
    /// <param name="formula">The same in TorchSharp operations, for derivatives of derivatives.</param>
    /// <exception cref="ArgumentException">A tensor does not fit the others; nothing has been computed.</exception>
    public static Tensor[] ApplyAll(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers, ComposedFormula formula)
    {
        var count = Shape.Outputs.Length;
        var outputs = stackalloc nint[count];
        Run(tensors, numbers, formula, outputs);
        var result = new Tensor[count];
        for (var i = 0; i < count; i++) result[i] = Tensor.UnsafeCreateTensor(outputs[i]);
        return result;
    }

    private static void Run(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers, ComposedFormula formula, nint* outputs)
    {
        var first = ArgumentChecks.First(Shape.Name, Shape.Inputs, tensors);
        var geometry = Geometry.OfRows(first);
        if (geometry.Dimensions == 0)
            throw new ArgumentException($"{Shape.Name}: '{Shape.Inputs[0].Name}' is a scalar; expected [.., features].", Shape.Inputs[0].Name);
        ArgumentChecks.Check(Shape.Name, Shape.Inputs, tensors, geometry);

        var count = tensors.Length;
        var handles = stackalloc nint[count];
        ulong needed = 0;
        for (var i = 0; i < count; i++)
        {
            handles[i] = tensors[i].Handle;
            if (!Shape.Inputs[i].Constant) needed |= (ulong)TorchNative.THSTensor_requires_grad(handles[i]) << i;
        }
        if (TorchNative.THSAutograd_isGradEnabled() == 0) needed = 0;

        var node = needed != 0 ? BackwardNode.Take(geometry, Shape.Statistics, Shape.FeatureStatistics.Length) : null;
        var made = 0;
        try
        {
            for (; made < Shape.Outputs.Length; made++) outputs[made] = geometry.NewTensor();
            Forward(geometry, handles, count, numbers, outputs, node);
            if (node is { } unattached)
            {
                node = null;
                unattached.Attach(handles, count, needed, numbers, outputs, made, formula, &Backward);
            }
        }
        catch
        {
            for (var i = 0; i < made; i++) TorchNative.THSTensor_dispose(outputs[i]);
            node?.Abandon();
            throw;
        }
        foreach (var tensor in tensors) GC.KeepAlive(tensor);
    }

    private static void Forward(in Geometry geometry, nint* handles, int count, ReadOnlySpan<double> numbers, nint* outputs, BackwardNode? node)
    {
        var written = Shape.Outputs.Length;
        var operands = stackalloc Operand[count + written];
        var copies = stackalloc nint[2 * count];
        var temporaries = new Temporaries(copies);
        try
        {
            ReadInputs(geometry, handles, operands, ref temporaries);
            for (var i = 0; i < written; i++) operands[count + i] = new Operand(TorchNative.THSTensor_data(outputs[i]), (nint)geometry.Features * geometry.ElementSize);
            var totals = stackalloc void*[ForwardSums];
            new Span<nint>(totals, ForwardSums).Clear();
            for (var i = 0; node != null && i < Shape.FeatureStatistics.Length; i++)
                totals[Shape.FeatureStatistics[i]] = (byte*)node.FeatureStatistics + i * geometry.Features * ElementTypes.Size(geometry.ComputedType);

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
                    Totals = totals,
                };
                StreamingStores.Choose(&run, geometry, written, written);
                ForwardPieces.Run(geometry.Type, &run, Shape.ForwardPasses, Shape.ForwardScratch);
            }
        }
        finally
        {
            temporaries.Dispose();
        }
    }

    private static void ReadInputs(in Geometry geometry, nint* handles, Operand* operands, ref Temporaries temporaries)
    {
        for (var i = 0; i < Shape.Inputs.Length; i++)
        {
            operands[i] = Shape.Inputs[i].PerFeature
                ? OperandReader.ReadFeatures(handles[i], geometry.ComputedType, ref temporaries)
                : OperandReader.Read(handles[i], geometry, geometry.Dimensions - 1, ref temporaries);
        }
    }

    /// <summary>The gradients of the wanted inputs: <paramref name="results"/> gets a handle, or 0, for each input.</summary>
    private static void Backward(BackwardNode node, nint* inputs, nint* gradients, nint* results)
    {
        ref readonly var geometry = ref node.Geometry;
        var count = Shape.Inputs.Length;
        var outputs = Shape.Outputs.Length;
        var operands = stackalloc Operand[count + outputs + count];
        var copies = stackalloc nint[2 * count + outputs];
        var temporaries = new Temporaries(copies);
        var constants = new ConstantRows(geometry);
        try
        {
            ReadInputs(geometry, inputs, operands, ref temporaries);
            for (var i = 0; i < outputs; i++)
            {
                operands[count + i] = gradients[i] == 0 ? constants.Zero()
                    : OperandReader.IsOneNumber(gradients[i], geometry) ? constants.Of(TorchNative.THSTensor_data(gradients[i]))
                    : OperandReader.Read(gradients[i], geometry, geometry.Dimensions - 1, ref temporaries);
            }

            var wanted = 0;
            for (var i = 0; i < count; i++)
            {
                var target = &operands[count + outputs + i];
                *target = default;
                if (Shape.Inputs[i].PerFeature || (node.Needed >> i & 1) == 0) continue;
                results[i] = geometry.NewTensor();
                *target = new Operand(TorchNative.THSTensor_data(results[i]), (nint)geometry.Features * geometry.ElementSize);
                wanted++;
            }

            var totals = stackalloc void*[BackwardSums];
            new Span<nint>(totals, BackwardSums).Clear();
            foreach (var gradient in Shape.FeatureGradients)
            {
                if ((node.Needed >> gradient.Input & 1) == 0) continue;
                results[gradient.Input] = geometry.NewFeatures();
                totals[gradient.Sum] = TorchNative.THSTensor_data(results[gradient.Input]);
            }

            fixed (double* numbers = node.Numbers)
            {
                var run = new RowRun
                {
                    Rows = geometry.Rows,
                    Features = geometry.Features,
                    Operands = operands,
                    InputCount = count,
                    GradientCount = outputs,
                    WrittenCount = count,
                    Needed = node.Needed,
                    Numbers = numbers,
                    Statistics = node.Statistics,
                    FeatureStatistics = node.FeatureStatistics,
                    Totals = totals,
                };
                StreamingStores.Choose(&run, geometry, wanted, ElementInputs);
                BackwardPieces.Run(geometry.Type, &run, Shape.BackwardPasses, Shape.BackwardScratch);
            }
            FinishFeatureGradients(node, inputs, results, totals);
        }
        finally
        {
            constants.Dispose();
            temporaries.Dispose();
        }
    }

    /// <summary>
    /// Gradients of per-feature inputs are summed in the type that is computed in, and rounded to the input's own type at the end. One that all features share is a number so far; one that
    /// several inputs share was summed for the last of them; a sum over no rows is zero, whatever factor was taken out of it.
    /// </summary>
    private static void FinishFeatureGradients(BackwardNode node, nint* inputs, nint* results, void** totals)
    {
        ref readonly var geometry = ref node.Geometry;
        var bytes = (nuint)(geometry.Features * ElementTypes.Size(geometry.ComputedType));
        foreach (var gradient in Shape.FeatureGradients)
        {
            if (results[gradient.Input] == 0) continue;
            var sum = totals[gradient.Sum];
            var own = TorchNative.THSTensor_data(results[gradient.Input]);
            if (own != sum) NativeMemory.Copy(sum, own, bytes);
            if (geometry.Rows == 0) NativeMemory.Clear(own, bytes);
            else if (gradient.IsNumber) ConstantRows.Fill(own, geometry.Features, geometry.ComputedType);
        }

        foreach (var gradient in Shape.FeatureGradients)
        {
            var type = (ScalarType)TorchNative.THSTensor_type(inputs[gradient.Input]);
            if (type == geometry.ComputedType || results[gradient.Input] == 0) continue;
            var summed = results[gradient.Input];
            results[gradient.Input] = Geometry.Converted(summed, type);
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

    private static void BackwardPiece<S, T>(void* state, int piece, int thread) where S : unmanaged where T : unmanaged
    {
        var run = (RowRun*)state;
        var operands = stackalloc Operand[run->OperandCount];
        var rows = RowRunner<S, T>.Piece(run, operands, piece, thread);
        if (run->StreamsRows) TKernel.Backward<S, T, PastCache>(run->Pass, in rows);
        else TKernel.Backward<S, T, ThroughCache>(run->Pass, in rows);
        if (run->Streams || run->StreamsRows) StreamingStores.Fence();
    }
}
