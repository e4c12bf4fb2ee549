using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Norms on queries and keys for projections that exist: from then on their <c>call()</c> returns heads that are normalized, each over its own features. <see cref="QKNormAttribute"/> calls it.</summary>
/// <remarks>
/// Henry et al., Query-Key Normalization for Transformers, 2020, arXiv 2010.04245. The shape of the output stays: <c>[.., heads · headWidth]</c>. It is a hook: it fires in <c>call()</c>, not in <c>forward()</c>. The norm is called as a module, so that it runs
/// as its own kernel over rows of <c>headWidth</c> features.
/// </remarks>
public static class QKNorm
{
    /// <summary>Attaches a norm to the projection of queries or of keys.</summary>
    /// <param name="projection">The projection, with any number of heads.</param>
    /// <param name="norm">The norm, over <paramref name="headWidth"/> features.</param>
    /// <param name="headWidth">The features of a head; a divisor of the projection's outputs.</param>
    /// <returns>The projection.</returns>
    /// <exception cref="ArgumentException">The projection's outputs are no whole number of heads.</exception>
    public static Linear Attach(Linear projection, nn.Module<Tensor, Tensor> norm, long headWidth)
    {
        Check(projection, headWidth, parts: 1);
        ArgumentNullException.ThrowIfNull(norm);
        projection.register_forward_hook((_, _, output) =>
        {
            using var scope = NewDisposeScope();
            var heads = norm.call(output.unflatten(output.ndim - 1, -1, headWidth)).flatten(-2).MoveToOuterDisposeScope();
            output.Dispose();
            return heads;
        });
        return projection;
    }

    /// <summary>Attaches two norms to a projection that makes <c>[queries | keys | values]</c> of equal size.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="queryNorm">The norm of the queries, over <paramref name="headWidth"/> features.</param>
    /// <param name="keyNorm">The norm of the keys.</param>
    /// <param name="headWidth">The features of a head; a divisor of a third of the projection's outputs.</param>
    /// <returns>The projection.</returns>
    /// <exception cref="ArgumentException">A third of the projection's outputs is no whole number of heads.</exception>
    public static Linear AttachPacked(Linear projection, nn.Module<Tensor, Tensor> queryNorm, nn.Module<Tensor, Tensor> keyNorm, long headWidth)
    {
        Check(projection, headWidth, parts: 3);
        ArgumentNullException.ThrowIfNull(queryNorm);
        ArgumentNullException.ThrowIfNull(keyNorm);
        projection.register_forward_hook((_, _, output) =>
        {
            using var scope = NewDisposeScope();
            var parts = output.unflatten(output.ndim - 1, 3, -1, headWidth);
            var all = stack([queryNorm.call(parts.select(-3, 0)), keyNorm.call(parts.select(-3, 1)), parts.select(-3, 2)], -3).flatten(-3).MoveToOuterDisposeScope();
            output.Dispose();
            return all;
        });
        return projection;
    }

    private static void Check(Linear projection, long headWidth, long parts)
    {
        ArgumentNullException.ThrowIfNull(projection);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(headWidth);
        if (projection.out_features % (parts * headWidth) == 0) return;
        var expected = parts == 1 ? "a whole number of heads" : "queries, keys and values of a whole number of heads each";
        throw new ArgumentException($"The projection has {projection.out_features} outputs; expected {expected} of {headWidth} features.", nameof(projection));
    }
}
