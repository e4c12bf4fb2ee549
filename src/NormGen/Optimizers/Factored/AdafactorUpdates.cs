using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The updates of <see cref="Adafactor"/> as fused sweeps: neither the squares, nor the second moment of a matrix, nor the update is ever written.</summary>
/// <remarks>
/// Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, 2018, arXiv 1804.04235; order of operations as in PyTorch's <c>torch.optim.Adafactor</c>: the size of the parameter is that before the decay.
/// The scale of the update needs the norm of the update itself, which needs the second moment of all rows and columns: three passes, of which the first reads the gradient alone.
/// </remarks>
public static partial class AdafactorUpdates
{
    /// <summary>Two dimensions and more, as a matrix <c>[size(0), rest]</c>: the second moment is the product of one number a row and one a column.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="row_var">Running mean of the squared gradient of each row.</param>
    /// <param name="col_var">Running mean of the squared gradient of each column.</param>
    /// <param name="rate">The signed relative step size.</param>
    /// <param name="weight">The weight of this gradient in the running means.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    /// <param name="eps1">The smallest root of a second moment that the gradient is divided by.</param>
    /// <param name="eps2">The smallest size of a parameter, that steps are relative to.</param>
    /// <param name="d">The largest root mean square of an update.</param>
    [Fused(nameof(MatrixFormula), Source = "Shazeer and Stern 2018, arXiv 1804.04235")]
    public static partial void Matrix([Updated] Tensor parameter, Tensor gradient, [Updated, PerRow] Tensor row_var, [Updated, PerFeature] Tensor col_var, double rate, double weight, double keep, double eps1, double eps2, double d);

    /// <summary>Vectors and scalars: the second moment of each element.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="variance">Running mean of the squared gradient.</param>
    /// <param name="rate">The signed relative step size.</param>
    /// <param name="weight">The weight of this gradient in the running mean.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    /// <param name="eps1">The smallest root of a second moment that the gradient is divided by.</param>
    /// <param name="eps2">The smallest size of a parameter, that steps are relative to.</param>
    /// <param name="d">The largest root mean square of an update.</param>
    [Fused(nameof(VectorFormula), Source = "Shazeer and Stern 2018, arXiv 1804.04235")]
    public static partial void Vector([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor variance, double rate, double weight, double keep, double eps1, double eps2, double d);

    private static (Tensor parameter, Tensor row_var, Tensor col_var) MatrixFormula(Tensor parameter, Tensor gradient, Tensor row_var, Tensor col_var, double rate, double weight, double keep, double eps1, double eps2, double d)
    {
        var square = gradient.square();
        var rows = row_var + (square.mean([-1L]) - row_var) * weight;
        var columns = col_var + (square.mean([0L]) - col_var) * weight;
        // The root of a product is the product of the roots: one a row and one a column instead of one an element.
        var inverse = rows.rsqrt().unsqueeze(-1) * (columns / rows.mean().clamp_min(eps1)).rsqrt();
        return (Step(parameter, gradient, inverse.clamp_max(1 / eps1), rate, keep, eps2, d), rows, columns);
    }

    private static (Tensor parameter, Tensor variance) VectorFormula(Tensor parameter, Tensor gradient, Tensor variance, double rate, double weight, double keep, double eps1, double eps2, double d)
    {
        var next = variance + (gradient.square() - variance) * weight;
        return (Step(parameter, gradient, rsqrt(next.clamp_min(eps1 * eps1)), rate, keep, eps2, d), next);
    }

    private static Tensor Step(Tensor parameter, Tensor gradient, Tensor inverse, double rate, double keep, double eps2, double d)
    {
        var update = gradient * inverse;
        var size = parameter.square().mean().sqrt().clamp_min(eps2);
        var excess = (update.square().mean().sqrt() / d).clamp_min(1);
        return parameter * keep - update * (size * rate / excess);
    }
}
