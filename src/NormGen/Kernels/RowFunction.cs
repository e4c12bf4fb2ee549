using NormGen.Kernels.Autograd;
using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>Calls a differentiable kernel: checks the arguments, makes the outputs, runs the rows, and joins the autograd graph where a gradient is wanted.</summary>
/// <typeparam name="TKernel">The emitted kernel.</typeparam>
public static unsafe partial class RowFunction<TKernel> where TKernel : struct, IRowKernel
{
    private static readonly RowKernelShape Shape = TKernel.Shape;
    private static readonly int ForwardSums = Shape.ForwardPasses.Sum(p => p.Sums.Length) + 1;
    private static readonly int BackwardSums = Shape.BackwardPasses.Sum(p => p.Sums.Length) + 1;
    private static readonly int LargeInputs = Shape.Inputs.Count(input => input.IsLike(Shape.Inputs[0]));
    private static readonly int LargeOutputs = Shape.Outputs.Count(output => output.Axes == Shape.Element);
    private static readonly InplaceResult? Inplace = Shape.Inplace;
    private static readonly string[] Names = [.. Shape.Inputs.Select(input => input.Name)];
    private static readonly ulong BackwardWritten = Shape.BackwardTotalUpdates.Aggregate(0UL, (all, update) => all | 1UL << update.Input);
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

        if (needed != 0 && Shape.ReusedGradients.Length > 0) _ = SoleGradients.AreKnown; // tries it out, which backward cannot
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
                unattached.Attach(handles, count, needed, numbers, outputs, made, formula, &Backward, gradients, Inplace, Shape.SavedResults, BackwardWritten);
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
}
