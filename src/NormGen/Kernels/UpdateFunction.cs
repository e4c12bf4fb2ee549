using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>Calls an update kernel: checks the arguments, then overwrites the updated tensors in place.</summary>
/// <typeparam name="TKernel">The emitted kernel.</typeparam>
public static unsafe class UpdateFunction<TKernel> where TKernel : struct, IUpdateKernel
{
    private static readonly UpdateKernelShape Shape = TKernel.Shape;
    private static readonly int LastOverRows = Array.FindLastIndex(Shape.Passes, pass => pass.Kind == PassKind.Rows);
    private static readonly int Sums = Shape.Passes.Sum(p => p.Sums.Length) + 1;
    private static readonly PiecesByType RoundedPieces = new(&Piece<float, float>, &Piece<double, double>, &Piece<StochasticBFloat16, float>, &Piece<StochasticHalf, float>);
    private static readonly PiecesByType UpdatePieces = new(&Piece<float, float>, &Piece<double, double>, &Piece<BFloat16, float>, &Piece<Half, float>);

    /// <summary>Whether the kernel can run on a tensor: a floating-point type on the CPU. Where it cannot, the caller uses the formula.</summary>
    /// <param name="first">The first tensor.</param>
    /// <exception cref="InvalidOperationException">Numbers are to be rounded at random, which the formula does not do.</exception>
    public static bool Accepts(Tensor first)
    {
        if (first is null) throw new ArgumentNullException(Shape.Inputs[0].Name);
        if (Geometry.IsSupported(first.Handle)) return true;
        StochasticRounding.CheckPlace(Shape.Name, Shape.Inputs[0].Name, first);
        return false;
    }

    /// <summary>Runs the update. Autograd does not see it: tensors that require a gradient may be updated where gradients are off, as in an optimizer's step.</summary>
    /// <param name="tensors">The tensors, in declaration order.</param>
    /// <param name="numbers">The numbers, in declaration order.</param>
    /// <exception cref="ArgumentException">A tensor does not fit the others; nothing has been changed.</exception>
    /// <exception cref="InvalidOperationException">A tensor that requires a gradient would be changed behind autograd's back.</exception>
    public static void Run(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers)
    {
        var first = ArgumentChecks.First(Shape.Name, Shape.Inputs, tensors);
        var geometry = Geometry.OfParameter(first);
        var common = ArgumentChecks.Check(Shape.Name, Shape.Inputs, tensors, geometry);
        if (common is { } type) geometry.Type = type;
        UpdateChecks.CheckGradients(Shape.Name, Shape.Inputs, tensors);

        var count = tensors.Length;
        var operands = stackalloc Operand[count];
        var handles = stackalloc nint[count];
        var copies = stackalloc nint[2 * count];
        var temporaries = new Temporaries(copies);
        ulong copied = 0;
        ulong smallCopied = 0;
        try
        {
            if (common is not null)
            {
                for (var i = 0; i < count; i++)
                    if (Shape.Inputs[i].Updated && Shape.Inputs[i].IsLike(Shape.Inputs[0])) StochasticRounding.CheckType(Shape.Name, Shape.Inputs[i].Name, tensors[i]);
                UpdateChecks.CheckMixed(Shape, tensors, geometry);
            }
            var contiguous = true;
            for (var i = 0; i < count; i++)
            {
                handles[i] = tensors[i].Handle;
                if (!Shape.Inputs[i].IsLike(Shape.Inputs[0]))
                {
                    operands[i] = OperandReader.ReadSmall(handles[i], geometry.ComputedType, ref temporaries);
                    smallCopied |= Shape.Inputs[i].Updated && operands[i].Data != TorchNative.THSTensor_data(handles[i]) ? 1UL << i : 0;
                    continue;
                }
                if (common is not null && (ScalarType)TorchNative.THSTensor_type(handles[i]) != geometry.Type)
                {
                    handles[i] = temporaries.Keep(Geometry.Converted(handles[i], geometry.Type));
                    if (Shape.Inputs[i].Updated) copied |= 1UL << i;
                }
                if (Shape.Inputs[i].Updated && !OperandReader.IsWritable(handles[i], geometry, UpdateChecks.LeadingAxes(geometry)))
                {
                    // The update works on a copy, and the copy is written back; as it does where a tensor had to be converted.
                    handles[i] = temporaries.Keep(Geometry.Check(TorchNative.THSTensor_contiguous(handles[i])));
                    copied |= 1UL << i;
                }
                contiguous &= TorchNative.THSTensor_is_contiguous(handles[i]) != 0;
                operands[i] = OperandReader.Read(handles[i], geometry, UpdateChecks.LeadingAxes(geometry), ref temporaries);
            }
            UpdateChecks.CheckOverlap(Shape, operands, geometry);
            RunRows(geometry, operands, count, numbers, Shape.Pointwise && contiguous, copied == 0 && common is null, tensors);
            for (var i = 0; i < count; i++)
            {
                if ((smallCopied >> i & 1) != 0 && (Shape.Inputs[i].Axes & KernelAxes.Rows) != 0) UpdateChecks.Write(tensors[i], operands[i].Data, geometry, Shape.Inputs[i].Axes);
            }
            for (var i = 0; i < count; i++)
            {
                if ((copied >> i & 1) != 0) WriteBack(tensors[i], handles[i]);
            }
        }
        finally
        {
            temporaries.Dispose();
        }
        foreach (var tensor in tensors) GC.KeepAlive(tensor);
    }

    private static void RunRows(in Geometry geometry, Operand* operands, int count, ReadOnlySpan<double> numbers, bool flat, bool mayWait, ReadOnlySpan<Tensor> tensors)
    {
        var copies = stackalloc nint[Math.Max(Shape.TotalUpdates.Length, 1)];
        var newValues = new Temporaries(copies);
        var totals = stackalloc void*[Sums];
        new Span<nint>(totals, Sums).Clear();
        foreach (var update in Shape.TotalUpdates) totals[update.Sum] = TorchNative.THSTensor_data(newValues.Keep(geometry.NewTensor(Shape.Inputs[update.Input].Axes, geometry.ComputedType)));
        fixed (double* numberArray = numbers)
        {
            var run = new RowRun
            {
                Rows = flat ? 1 : geometry.Rows,
                Features = flat ? geometry.Rows * geometry.Features : geometry.Features,
                Flat = flat,
                Operands = operands,
                InputCount = count,
                Numbers = numberArray,
                Totals = totals,
                Squares = Shape.Inputs[0].Updated ? WrittenSquares.Of(operands[0].Data, geometry.Rows * geometry.Features) : null,
                CarriedCount = Shape.Carried,
            };
            try
            {
                var key = geometry.Type == geometry.ComputedType ? null : StochasticRounding.NextKey;
                // A copy is gone before a call that waits would run.
                if (flat && mayWait && key is null && UpdateQueue.TryAdd(in run, numbers.Length, UpdatePieces.Of(geometry.Type))) return;
                run.RoundingKey = key ?? 0;
                (key is null ? UpdatePieces : RoundedPieces).Run(geometry, &run, Shape.Inputs, Shape.Passes, Shape.Scratch, Shape.Kept);
                foreach (var update in Shape.TotalUpdates) UpdateChecks.Write(tensors[update.Input], totals[update.Sum], geometry, Shape.Inputs[update.Input].Axes);
            }
            finally
            {
                newValues.Dispose();
            }
        }
    }

    private static void WriteBack(Tensor target, nint values)
    {
        using var source = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(values)));
        target.copy_(source); // returns target itself
    }

    private static void Piece<S, T>(void* state, int piece, int thread) where S : unmanaged where T : unmanaged
    {
        var run = (RowRun*)state;
        if (typeof(S) == typeof(StochasticBFloat16) || typeof(S) == typeof(StochasticHalf)) StochasticTypes.Enter(run->Operands, run->InputCount, sizeof(Operand), run->RoundingKey);
        var operands = stackalloc Operand[run->OperandCount];
        var rows = RowRunner<S, T>.Piece(run, operands, piece, thread);
        if (run->Squares == null || run->Pass != LastOverRows) TKernel.Update(run->Pass, in rows);
        else run->Squares[piece] = run->Flat ? MeasuredInParts<S, T>(run, operands, piece, rows.Features) : Measured(run->Pass, in rows);
    }

    private static double Measured<S, T>(int pass, in Rows<S, T> rows) where S : unmanaged where T : unmanaged
    {
        TKernel.Update(pass, in rows);
        var sum = 0.0;
        for (var row = rows.First; row < rows.End; row++) sum += WrittenSquares.Sum<S, T>(ref rows.Input(0, row), rows.Features);
        return sum;
    }

    /// <summary>A piece of one long row, in parts that are still in the cache when their squares are summed.</summary>
    private static double MeasuredInParts<S, T>(RowRun* run, Operand* operands, int piece, nuint features) where S : unmanaged where T : unmanaged
    {
        var (sum, place) = (0.0, Pieces.FlatStart(run->Features, piece, run->Pieces));
        for (nuint start = 0; start < features; start += WrittenSquares.Part)
        {
            sum += Measured(run->Pass, new Rows<S, T>(run, operands, 0, 1, (long)Math.Min(WrittenSquares.Part, features - start), null, null, null, null, place + (long)start));
            for (var i = 0; i < run->OperandCount; i++) operands[i].Data += WrittenSquares.Part * sizeof(S);
        }

        return sum;
    }
}
