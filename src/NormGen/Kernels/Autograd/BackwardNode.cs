using System.Runtime.InteropServices;
using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using static TorchSharp.torch;

namespace NormGen.Kernels.Autograd;

/// <summary>
/// A node of the autograd graph that runs a kernel's backward. TorchSharp's own custom functions allocate lists, closures and
/// delegates on every call and end the process where user code throws; this one is reused, and keeps the inputs and the results that its
/// kernel reads (which the caller holds anyway) and the statistics of rows.
/// </summary>
internal sealed unsafe partial class BackwardNode
{
    private readonly ApplyCallback apply;
    private readonly DeletedCallback deleted;
    private readonly nint applyPointer;
    private readonly nint deletedPointer;

    private NodeHandle handle;
    private nint[] saved = [];
    private int inputCount;
    private int savedCount;
    private int outputCount;
    private int overwritten = -1;
    private ulong written;
    private bool isOverwriter;
    private long[] overwrittenShape = [];
    private ComposedFormula? formula;
    private ComposedFormula? ownGradients;
    private long[][] outputShapes = [];
    private delegate*<BackwardNode, nint*, nint*, nint*, void> backward;
    private void* statistics;
    private nuint statisticsBytes;
    private nuint rowStatisticBytes;
    private double[] numbers = [];
    private int numberCount;

    private BackwardNode()
    {
        apply = Apply;
        deleted = Deleted;
        applyPointer = Marshal.GetFunctionPointerForDelegate(apply);
        deletedPointer = Marshal.GetFunctionPointerForDelegate(deleted);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate HandleArray ApplyCallback(nint* gradients, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void DeletedCallback();

    /// <summary>The shape of the first input.</summary>
    internal Geometry Geometry;

    /// <summary>Bit i: the gradient of input i is wanted.</summary>
    internal ulong Needed { get; private set; }

    /// <summary>The numbers of the call.</summary>
    internal double[] Numbers => numbers;

    /// <summary>The statistics of rows.</summary>
    internal void* Statistics => statistics;

    /// <summary>The saved totals, behind the statistics of rows.</summary>
    internal void* TotalStatistics => (byte*)statistics + rowStatisticBytes;

    /// <summary>A node with room for the statistics of a call.</summary>
    /// <param name="geometry">The shape of the call.</param>
    /// <param name="rowStatistics">How many numbers of rows and of their parts are saved.</param>
    /// <param name="totalStatistics">How many numbers of totals are saved.</param>
    internal static BackwardNode Take(in Geometry geometry, long rowStatistics, long totalStatistics)
    {
        ReleaseReturnedOfThread();
        var node = TakePooled() ?? New();
        node.Geometry = geometry;
        node.rowStatisticBytes = (nuint)(rowStatistics * ElementTypes.Size(geometry.ComputedType) + 63) / 64 * 64;
        node.ReserveStatistics(node.rowStatisticBytes + (nuint)(totalStatistics * ElementTypes.Size(geometry.ComputedType)));
        return node;
    }

    /// <summary>
    /// Makes the outputs differentiable: replaces their handles by ones that lead to this node. It belongs to the graph from here on. Where an output is an input that was overwritten (<paramref name="inplace"/>), that
    /// input's own place in the graph moves behind this node. <paramref name="savedResults"/> are the outputs that the kernel reads, <paramref name="written"/> the inputs that own gradients update. Without a formula the node keeps no inputs, and <paramref name="run"/> builds what graph is wanted.
    /// </summary>
    internal void Attach(nint* inputs, int inputLength, ulong needed, ReadOnlySpan<double> values, nint* outputs, int outputLength, ComposedFormula? composed, delegate*<BackwardNode, nint*, nint*, nint*, void> run, ComposedFormula? gradients = null, InplaceResult? inplace = null, ReadOnlySpan<int> savedResults = default, ulong written = 0)
    {
        this.written = written;
        overwritten = inplace?.Tensor ?? -1;
        inputCount = inputLength;
        savedCount = composed is null ? 0 : inputLength + savedResults.Length;
        outputCount = outputLength;
        Needed = needed;
        formula = composed;
        ownGradients = gradients;
        outputShapes = gradients is null ? [] : ShapesOf(outputs, outputLength);
        backward = run;
        if (numbers.Length < values.Length) numbers = new double[values.Length];
        values.CopyTo(numbers);
        numberCount = values.Length;
        if (saved.Length < savedCount) saved = new nint[savedCount];
        overwrittenShape = gradients is null || inplace is null ? [] : ShapesOf(&inputs[inplace.Tensor], 1)[0];

        handle = TorchNative.THSAutograd_CSharpNode_ctor(applyPointer, deletedPointer);
        if (handle.Strong == 0)
        {
            Recycle();
            CheckForErrors();
            throw new InvalidOperationException("The native library made no node of the autograd graph and gave no error.");
        }
        try
        {
            SetEdges(inputs);
            // What an output has overwritten is not there any more, and backward does not read it.
            for (var i = 0; composed is not null && i < inputLength; i++) saved[i] = i == overwritten ? 0 : Geometry.Check(TorchNative.THSAutograd_SavedVariable_ctor(inputs[i], handle, 0));
            isOverwriter = inplace is not null && outputLength == 1;
            try
            {
                Wrap(outputs, inplace?.Result ?? -1);
            }
            catch (ExternalException) when (inplace is not null && outputLength > 1)
            {
                WrapBesideView(inputs[overwritten], outputs, inplace.Result);
            }
            for (var i = 0; i < savedResults.Length; i++) saved[inputLength + i] = SaveResult(outputs[savedResults[i]]);
        }
        finally
        {
            // The outputs keep the node alive from here on; if there are none, it goes, and comes back to the pool by way of Deleted.
            TorchNative.THSAutograd_CSharpNode_disposeSharedPtr(handle);
        }
    }

    /// <summary>Replaces the handles of the outputs by ones that lead to this node; one of them (or -1) is an input that was overwritten.</summary>
    private void Wrap(nint* outputs, int overwritingOutput)
    {
        var overwrite = overwritingOutput < 0 ? default : new HandleArray(&outputs[overwritingOutput], 1);
        TorchNative.THSAutograd_Function_wrapOutputs(overwrite, default, overwrite, new HandleArray(outputs, outputCount), handle, &NativeArrays.Allocate);
        CheckForErrors();
        var wrapped = NativeArrays.Current;
        for (var i = 0; i < outputCount; i++)
        {
            TorchNative.THSTensor_dispose(outputs[i]);
            outputs[i] = wrapped[i];
        }
    }

    private static long[][] ShapesOf(nint* tensors, int count)
    {
        var shapes = new long[count][];
        for (var i = 0; i < count; i++)
        {
            shapes[i] = new long[TorchNative.THSTensor_ndimension(tensors[i])];
            for (var d = 0; d < shapes[i].Length; d++) shapes[i][d] = TorchNative.THSTensor_size(tensors[i], d);
        }
        return shapes;
    }

    private void ReserveStatistics(nuint bytes)
    {
        if (bytes <= statisticsBytes && bytes >= statisticsBytes / 4) return;
        NativeMemory.Free(statistics);
        statistics = null;
        statisticsBytes = 0;
        if (bytes == 0) return;
        statistics = NativeMemory.Alloc(bytes);
        statisticsBytes = bytes;
    }
}
