using NormGen.Kernels.Autograd;
using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>Calls a formula with gradients of its own where there is no kernel for the tensors: both in TorchSharp operations, joined to the graph of autograd.</summary>
public static unsafe class OwnGradients
{
    /// <summary>A bit says of each tensor whether its gradient is wanted.</summary>
    private const int MostTensors = 64;

    /// <summary>The results of the formula. Where a gradient is wanted, backward computes the author's.</summary>
    /// <param name="name">The formula's name, for messages.</param>
    /// <param name="tensors">The tensors, in declaration order.</param>
    /// <param name="numbers">The numbers, in declaration order.</param>
    /// <param name="formula">The results, from tensors and numbers.</param>
    /// <param name="gradients">The gradients, from the tensors with the incoming gradients behind them, and the numbers.</param>
    /// <param name="updated">Bit i: the formula updates tensor i; backward then reads it as it was before.</param>
    /// <param name="inplace">Which result is written into which tensor; null where all are new.</param>
    /// <param name="names">The names of the tensors, where a result is written into one.</param>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">There are more than 64 tensors.</exception>
    /// <exception cref="InvalidOperationException">A gradient is wanted, and the tensor to be overwritten is a leaf that requires one, or backward needs it; nothing has been changed.</exception>
    public static Tensor[] Apply(string name, ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers, ComposedFormula formula, ComposedFormula gradients, ulong updated = 0, InplaceResult? inplace = null, string[]? names = null)
    {
        var count = tensors.Length;
        if (count > MostTensors) throw new ArgumentException($"{name}: {count} tensors were given; a formula with gradients of its own takes {MostTensors}.", nameof(tensors));
        var handles = stackalloc nint[count];
        ulong needed = 0;
        for (var i = 0; i < count; i++)
        {
            if (tensors[i] is null) throw new ArgumentNullException(nameof(tensors), $"{name}: tensor {i} is null.");
            handles[i] = tensors[i].Handle;
            needed |= (ulong)TorchNative.THSTensor_requires_grad(handles[i]) << i;
        }

        var isWanted = needed != 0 && TorchNative.THSAutograd_isGradEnabled() != 0;
        if (inplace is not null && isWanted) InplaceChecks.CheckGradients(name, inplace, names!, tensors, needed);
        var copies = stackalloc nint[count];
        var before = new Temporaries(copies);
        try
        {
            for (var i = 0; isWanted && i < count; i++)
                if ((updated >> i & 1) != 0) handles[i] = before.Keep(Geometry.Check(TorchNative.THSTensor_clone(handles[i])));
            return Apply(tensors, handles, numbers, formula, gradients, isWanted ? needed : 0, inplace);
        }
        finally
        {
            before.Dispose();
        }
    }

    private static Tensor[] Apply(ReadOnlySpan<Tensor> tensors, nint* handles, ReadOnlySpan<double> numbers, ComposedFormula formula, ComposedFormula gradients, ulong needed, InplaceResult? inplace)
    {
        Tensor[] results;
        using (no_grad())
        {
            results = formula(tensors, numbers);
            if (inplace is not null) Overwrite(tensors[inplace.Tensor], ref results[inplace.Result]);
        }

        if (needed == 0) return results;

        // The handles are replaced by ones that lead to the node.
        var count = tensors.Length;
        var outputs = stackalloc nint[results.Length];
        for (var i = 0; i < results.Length; i++) outputs[i] = Geometry.Check(TorchNative.THSTensor_alias(results[i].Handle));
        foreach (var result in results)
            if (!tensors.Contains(result)) result.Dispose();
        BackwardNode.Take(default, 0, 0).Attach(handles, count, needed, numbers, outputs, results.Length, formula, &Backward, gradients, inplace);
        for (var i = 0; i < results.Length; i++)
        {
            if (inplace?.Result == i) TorchNative.THSTensor_dispose(outputs[i]);
            else results[i] = Tensor.UnsafeCreateTensor(outputs[i]);
        }

        foreach (var tensor in tensors) GC.KeepAlive(tensor);
        return results;
    }

    private static void Overwrite(Tensor target, ref Tensor result)
    {
        var computed = result;
        result = target.copy_(computed);
        if (!ReferenceEquals(computed, target)) computed.Dispose();
    }

    private static void Backward(BackwardNode node, nint* inputs, nint* incoming, nint* made)
    {
        using var noGradients = no_grad();
        node.ApplyOwnGradients(inputs, incoming, made);
    }
}
