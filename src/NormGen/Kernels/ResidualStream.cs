using System.ComponentModel;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>What the generated <c>forward</c> of a block with a placement attribute does besides norms and kernels. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ResidualStream
{
    /// <summary>Checks the block's input: without it, a stream of one feature would be broadcast silently against the gains.</summary>
    /// <param name="stream">The input.</param>
    /// <param name="features">What <c>InitializeNorms</c> was given.</param>
    /// <param name="block">The block's name.</param>
    /// <exception cref="ArgumentException">The last dimension is another.</exception>
    public static void Check(Tensor stream, long features, string block)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.ndim == 0 || stream.size(-1) != features)
            throw new ArgumentException($"{block} needs an input of shape [.., {features}], as its norms are made, but got {Text(stream)}.", nameof(stream));
    }

    /// <summary>Checks a branch: only what has the stream's shape can be added to it without changing it.</summary>
    /// <param name="branch">What the sublayer returned.</param>
    /// <param name="stream">The stream it is added to.</param>
    /// <param name="sublayer">The sublayer's name.</param>
    /// <exception cref="InvalidOperationException">It has another shape, or is no tensor.</exception>
    public static void CheckBranch(Tensor branch, Tensor stream, string sublayer)
    {
        if (branch is null) throw new InvalidOperationException($"The sublayer '{sublayer}' returned null.");
        var fits = branch.ndim == stream.ndim;
        for (var i = 0; fits && i < stream.ndim; i++) fits = branch.size(i) == stream.size(i);
        if (!fits) throw new InvalidOperationException($"The sublayer '{sublayer}' returned {Text(branch)}, which cannot be added to the residual stream of shape {Text(stream)}.");
    }

    /// <summary><c>stream + branch</c></summary>
    /// <param name="stream">The stream; untouched.</param>
    /// <param name="branch">What is added.</param>
    public static Tensor Add(Tensor stream, Tensor branch) => stream.add(branch);

    /// <summary><c>stream + scale · branch</c> in one pass.</summary>
    /// <param name="stream">The stream; untouched.</param>
    /// <param name="branch">What is added.</param>
    /// <param name="scale">The factor of the branch.</param>
    public static Tensor Add(Tensor stream, Tensor branch, double scale)
    {
        using var alpha = scale.ToScalar();
        return stream.add(branch, alpha);
    }

    /// <summary><c>stream + scale · branch</c> with a learned number.</summary>
    /// <param name="stream">The stream; untouched.</param>
    /// <param name="branch">What is added.</param>
    /// <param name="scale">The factor of the branch, one number.</param>
    public static Tensor Add(Tensor stream, Tensor branch, Tensor scale)
    {
        using var scaled = branch.mul(scale);
        return stream.add(scaled);
    }

    /// <summary><c>stream + scale · branch + offset</c> with learned numbers.</summary>
    /// <param name="stream">The stream; untouched.</param>
    /// <param name="branch">What is added.</param>
    /// <param name="scale">The factor of the branch, one number.</param>
    /// <param name="offset">What is added besides, one number.</param>
    public static Tensor Add(Tensor stream, Tensor branch, Tensor scale, Tensor offset)
    {
        using var sum = Add(stream, branch, scale);
        return sum.add(offset);
    }

    /// <summary><c>branch - mean(branch)</c> over the features.</summary>
    /// <param name="branch">What a sublayer adds to a stream of mean zero.</param>
    public static Tensor Centred(Tensor branch)
    {
        using var mean = branch.mean([-1L], keepdim: true);
        return branch.sub(mean);
    }

    /// <summary>A learned number <c>[1]</c> as kernels take it, without dimensions; what is returned is the caller's to dispose.</summary>
    /// <param name="number">The parameter.</param>
    public static Tensor Number(Parameter number) => number.squeeze();

    /// <summary>
    /// Ends the life of a temporary of the block, so that its memory is free (or held by the autograd graph alone) before the next step. Spares what is not the block's own:
    /// a sublayer may return its input, an argument of <c>forward</c>, or a parameter, and such an object belongs to somebody else.
    /// </summary>
    /// <param name="temporary">What is no longer needed.</param>
    /// <param name="kept">What must live on.</param>
    public static void Release(Tensor temporary, params ReadOnlySpan<Tensor?> kept)
    {
        if (temporary is Parameter) return;
        foreach (var other in kept)
        {
            if (ReferenceEquals(other, temporary)) return;
        }

        temporary.Dispose();
    }

    private static string Text(Tensor tensor) => "[" + string.Join(", ", tensor.shape) + "]";
}
