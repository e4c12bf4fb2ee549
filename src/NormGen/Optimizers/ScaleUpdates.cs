using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The updates of <see cref="SCALE"/>, one a role, as fused sweeps: no temporary of the parameter's size.</summary>
/// <remarks>
/// Glentis, Li, Han and Hong, A Minimalist Optimizer Design for LLM Pretraining, 2025, arXiv 2506.16659. A weight <c>[out, in]</c> has one scale an output unit, which is a row;
/// an embedding table <c>[entries, features]</c> one a feature, which is a column. The scale is the root mean square, as in the authors' code (the paper writes the l2 norm, which the published
/// learning rates do not belong to). Weight decay is decoupled and applied first.
/// </remarks>
public static partial class ScaleUpdates
{
    /// <summary>Matrices and convolutions <c>[out, ..]</c>, without state: <c>p = p · (1 - lr · weight_decay) - lr · g / max(rms_row(g), floor)</c>.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="floor">The smallest scale a row is divided by.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(MatrixFormula), Source = "Glentis et al. 2025, arXiv 2506.16659")]
    public static partial void Matrix([Updated] Tensor parameter, Tensor gradient, double lr, double weight_decay, double floor, double direction);

    /// <summary>Embedding tables <c>[entries, features]</c>, without state: <c>p = p · (1 - lr · weight_decay) - lr · g / max(rms_column(g), floor)</c>.</summary>
    /// <param name="parameter">The table.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="floor">The smallest scale a column is divided by.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(EmbeddingFormula), Source = "Glentis et al. 2025, arXiv 2506.16659")]
    public static partial void Embedding([Updated] Tensor parameter, Tensor gradient, double lr, double weight_decay, double floor, double direction);

    /// <summary>The output head <c>[classes, in]</c>: momentum first, <c>m = momentum · m + (1 - momentum) · g</c>, then the rows of m are normalized as those of a matrix.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="moment1">Running mean of the gradient. It needs no bias correction: that would cancel in the quotient.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">Decay of <paramref name="moment1"/>.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="floor">The smallest scale a row is divided by.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(HeadFormula), Source = "Glentis et al. 2025, arXiv 2506.16659")]
    public static partial void Head([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor moment1, double lr, double momentum, double weight_decay, double floor, double direction);

    /// <summary>Vectors and scalars: AdamW as in the authors' code, with eps added to the root BEFORE its bias correction.</summary>
    /// <param name="parameter">The gain, bias or scalar.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="moment1">Running mean of the gradient.</param>
    /// <param name="moment2">Running mean of the squared gradient.</param>
    /// <param name="lr">Learning rate of this role.</param>
    /// <param name="beta1">Decay of <paramref name="moment1"/>.</param>
    /// <param name="beta2">Decay of <paramref name="moment2"/>.</param>
    /// <param name="eps">Added to the root.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(VectorFormula), Source = "Glentis et al. 2025, arXiv 2506.16659")]
    public static partial void Vector([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor moment1, [Updated] Tensor moment2, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction);

    private static Tensor MatrixFormula(Tensor parameter, Tensor gradient, double lr, double weight_decay, double floor, double direction)
        => parameter * (1 - lr * weight_decay) - gradient * (direction * lr / RowScale(gradient, floor));

    private static Tensor EmbeddingFormula(Tensor parameter, Tensor gradient, double lr, double weight_decay, double floor, double direction)
    {
        var scale = gradient.square().mean([0], keepdim: true).sqrt().clamp_min(floor);
        return parameter * (1 - lr * weight_decay) - gradient * (direction * lr / scale);
    }

    private static (Tensor parameter, Tensor moment1) HeadFormula(Tensor parameter, Tensor gradient, Tensor moment1, double lr, double momentum, double weight_decay, double floor, double direction)
    {
        var mean = moment1 * momentum + gradient * (1 - momentum);
        return (parameter * (1 - lr * weight_decay) - mean * (direction * lr / RowScale(mean, floor)), mean);
    }

    private static (Tensor parameter, Tensor moment1, Tensor moment2) VectorFormula(Tensor parameter, Tensor gradient, Tensor moment1, Tensor moment2, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction)
    {
        var mean = moment1 * beta1 + gradient * (1 - beta1);
        var square = moment2 * beta2 + gradient.square() * (1 - beta2);
        var size = direction * lr * Math.Sqrt(1 - Math.Pow(beta2, step)) / (1 - Math.Pow(beta1, step));
        return (parameter * (1 - lr * weight_decay) - mean / (square.sqrt() + eps) * size, mean, square);
    }

    private static Tensor RowScale(Tensor rows, double floor) => rows.square().mean([-1], keepdim: true).sqrt().clamp_min(floor);
}
