using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using static TorchSharp.torch;

namespace NormGen.Kernels.Autograd;

internal sealed unsafe partial class BackwardNode
{
    /// <summary>
    /// Called by the engine with one gradient for each output, 0 where it is undefined; they belong to this call. An exception must
    /// not leave it. A failure returns no gradients at all, which the engine reports to the caller of backward as an error.
    /// </summary>
    private HandleArray Apply(nint* gradients, int count)
    {
        var unpacked = stackalloc nint[savedCount];
        new Span<nint>(unpacked, savedCount).Clear();
        var made = stackalloc nint[inputCount];
        new Span<nint>(made, inputCount).Clear();
        try
        {
            ReleaseReturnedOfThread();
            for (var i = 0; i < savedCount; i++) unpacked[i] = i == overwritten ? 0 : Geometry.Check(TorchNative.THSAutograd_SavedVariable_unpack(saved[i], handle));
            if (AnyDefined(gradients, count))
            {
                // Over no rows a derivative is zero; an author's own gradient is what its formula says, a mean of nothing or a parameter.
                var isComposed = formula is not null && (TorchNative.THSAutograd_isGradEnabled() != 0 || (ownGradients is not null && Geometry.Rows == 0));
                if (!isComposed) backward(this, unpacked, gradients, made);
                else if (ownGradients is null) ApplyFormula(unpacked, gradients, made);
                else ApplyOwnGradients(unpacked, gradients, made);
                FillOverwritten(gradients, made);
            }
            KeepReturned(made, inputCount);
            var results = NativeArrays.Current;
            for (var i = 0; i < inputCount; i++) results[EdgeOf(i)] = made[i];
            return new HandleArray(results, inputCount);
        }
        catch (Exception e)
        {
            for (var i = 0; i < inputCount; i++) Dispose(made[i]);
            BackwardFailure.Report(e);
            return default;
        }
        finally
        {
            for (var i = 0; i < savedCount; i++) Dispose(unpacked[i]);
            for (var i = 0; i < count; i++) Dispose(gradients[i]);
        }
    }

    /// <summary>
    /// The gradients with a graph of their own (<c>create_graph: true</c>): a kernel is invisible to autograd, so the formula is run
    /// and differentiated instead.
    /// </summary>
    private void ApplyFormula(nint* inputs, nint* gradients, nint* made)
    {
        if (overwritten >= 0) throw new InvalidOperationException("A second derivative needs a tensor that was overwritten in place.");
        using var scope = NewDisposeScope();
        // Views, by which the formula is differentiated: where one input was made of another, the derivative by the other itself would go on through the first.
        var views = new Tensor[inputCount];
        var tensors = new Tensor[inputCount];
        for (var i = 0; i < inputCount; i++)
        {
            var input = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(inputs[i])));
            views[i] = input.view_as(input);
        }
        var common = CommonType(views);
        for (var i = 0; i < inputCount; i++) tensors[i] = Converted(views[i], common);
        var outputs = formula!(tensors, numbers.AsSpan(0, numberCount));
        for (var i = 0; i < outputCount; i++) outputs[i] = outputs[i].to(Geometry.Type);

        var targets = stackalloc nint[outputCount];
        var incoming = stackalloc nint[outputCount];
        var wanted = stackalloc nint[inputCount];
        var places = stackalloc int[inputCount];
        int outs = 0, ins = 0;
        for (var i = 0; i < outputCount; i++)
        {
            if (gradients[i] == 0 || !outputs[i].requires_grad) continue;
            targets[outs] = outputs[i].Handle;
            incoming[outs++] = gradients[i];
        }
        for (var i = 0; i < inputCount; i++)
        {
            if ((Needed >> i & 1) == 0) continue;
            wanted[ins] = views[i].Handle;
            places[ins++] = i;
        }
        if (outs == 0 || ins == 0) return;

        // An input that the formula does not use gets no gradient; the engine takes that for zero.
        TorchNative.THSAutograd_grad(targets, outs, wanted, ins, incoming, outs, 1, 1, 1, &NativeArrays.Allocate);
        var found = NativeArrays.Current;
        for (var i = 0; i < ins; i++) made[places[i]] = found[i];
        foreach (var tensor in outputs.Concat(views)) GC.KeepAlive(tensor);
    }

    /// <summary>The author's own gradients in TorchSharp operations: with a graph of their own where one is wanted, and where there is no kernel.</summary>
    internal void ApplyOwnGradients(nint* inputs, nint* gradients, nint* made)
    {
        using var scope = NewDisposeScope();
        var tensors = new Tensor[inputCount + outputCount];
        for (var i = 0; i < inputCount; i++)
            if (i != overwritten) tensors[i] = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(inputs[i])));
        for (var i = 0; i < outputCount; i++)
            if (gradients[i] != 0) tensors[inputCount + i] = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(gradients[i])));
        var given = ConvertBesideOthers(tensors);
        var like = tensors.AsSpan(inputCount).ToArray().First(t => t is not null);
        for (var i = 0; i < outputCount; i++) tensors[inputCount + i] ??= zeros(outputShapes[i], like.dtype, like.device);
        // Of a tensor that was overwritten, no gradient that is wanted reads more than the shape.
        if (overwritten >= 0) tensors[overwritten] = zeros(1, like.dtype, like.device).expand(overwrittenShape);
        var results = ownGradients!(tensors, numbers.AsSpan(0, numberCount));
        for (var i = 0; i < inputCount; i++)
        {
            if ((written >> i & 1) == 0 || ReferenceEquals(given[i], tensors[i])) continue;
            using var unwatched = no_grad();
            given[i].copy_(tensors[i]);
        }
        for (var i = 0; i < inputCount; i++)
            if ((Needed >> i & 1) != 0 && results[i] is { } result) made[i] = Geometry.Check(TorchNative.THSTensor_alias(result.Handle));
        foreach (var tensor in tensors) GC.KeepAlive(tensor);
    }

    /// <summary>
    /// Converts tensors of several types where a kernel would compute in one: operations and methods that refuse several must not see them. Of one type they stay in it, and so they do where no kernel computes, as in eager code.
    /// </summary>
    /// <returns>The tensors as they were.</returns>
    private Tensor[] ConvertBesideOthers(Tensor[] tensors)
    {
        Tensor[] given = [.. tensors];
        if (!ElementTypes.IsSupported(Geometry.Type) || tensors.Where(t => t is not null && ElementTypes.IsSupported(t.dtype)).Select(t => t.dtype).Distinct().Count() < 2) return given;
        var common = CommonType(tensors);
        for (var i = 0; i < tensors.Length; i++)
            if (tensors[i] is not null) tensors[i] = Converted(tensors[i], common);
        return given;
    }

    /// <summary>The type that all are computed in together: the half types in float32 here as in the kernels, and in float64 what stands beside that.</summary>
    private static ScalarType CommonType(Tensor[] tensors)
        => tensors.Any(t => t is not null && t.dtype == ScalarType.Float64) ? ScalarType.Float64 : ScalarType.Float32;

    private static Tensor Converted(Tensor tensor, ScalarType type) => ElementTypes.IsSupported(tensor.dtype) ? tensor.to(type) : tensor;

    private static bool AnyDefined(nint* gradients, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (gradients[i] != 0) return true;
        }
        return false;
    }

    private static void Dispose(nint tensor)
    {
        if (tensor != 0) TorchNative.THSTensor_dispose(tensor);
    }
}
