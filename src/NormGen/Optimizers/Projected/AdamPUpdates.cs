using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The updates of AdamP as fused sweeps: as AdamW, and without the part of the step along the weight where the weight's scale does not matter.</summary>
/// <remarks>
/// Heo et al., AdamP: Slowing Down the Slowdown for Momentum Optimizers on Scale-invariant Weights, 2020, arXiv 2006.08217. With <c>u = w / (‖w‖ + eps)</c> the step <c>p - ⟨u, p⟩ · u</c> is <c>p - radial · w</c> with one number
/// <c>radial = ⟨w, p⟩ / (‖w‖ + eps)²</c> for each group, so projection and decay together are one factor of the weight.
/// </remarks>
public static partial class AdamPUpdates
{
    /// <summary>Without projection: AdamW, with an optional look ahead.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="eps">Added to the bias-corrected root, and to the norm of the weight.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="ahead">How far the step goes from the mean to the gradient: <c>1 - beta1</c> for Nesterov's momentum, else 0.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(PlainFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void Plain([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction);

    /// <summary>Projected in each row.</summary>
    /// <inheritdoc cref="Plain" path="/param"/>
    [Fused(nameof(RowFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void Row([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction);

    /// <summary>Projected as a whole.</summary>
    /// <inheritdoc cref="Plain" path="/param"/>
    [Fused(nameof(LayerFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void Layer([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction);

    /// <summary>Projected in each row with its bias.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="bias">The bias, one number a row.</param>
    /// <param name="bias_gradient">Its gradient.</param>
    /// <param name="bias_exp_avg">Running mean of the bias's gradient.</param>
    /// <param name="bias_exp_avg_sq">Running mean of its square.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="eps">Added to the bias-corrected root, and to the norm of the weight.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="ahead">How far the step goes from the mean to the gradient: <c>1 - beta1</c> for Nesterov's momentum, else 0.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(RowWithBiasFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void RowWithBias([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, [Updated, PerRow] Tensor bias, [PerRow] Tensor bias_gradient, [Updated, PerRow] Tensor bias_exp_avg, [Updated, PerRow] Tensor bias_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction);

    /// <summary>Projected as a whole with the bias.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="bias">The bias, one number a row.</param>
    /// <param name="bias_gradient">Its gradient.</param>
    /// <param name="bias_exp_avg">Running mean of the bias's gradient.</param>
    /// <param name="bias_exp_avg_sq">Running mean of its square.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="eps">Added to the bias-corrected root, and to the norm of the weight.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="ahead">How far the step goes from the mean to the gradient: <c>1 - beta1</c> for Nesterov's momentum, else 0.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(LayerWithBiasFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void LayerWithBias([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, [Updated, PerRow] Tensor bias, [PerRow] Tensor bias_gradient, [Updated, PerRow] Tensor bias_exp_avg, [Updated, PerRow] Tensor bias_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction);

    /// <summary>Whether moments that are written and read again are what they were: half types round them.</summary>
    internal static bool CanKeepMoments(Tensor parameter) => parameter.device_type == DeviceType.CPU && parameter.dtype is (ScalarType.Float32 or ScalarType.Float64);

    /// <summary>As <see cref="Layer"/> without a look ahead, in two sweeps that do not read the gradient twice.</summary>
    internal static void LayerInTwo(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction)
    {
        using Tensor dots = empty([parameter.size(0)], parameter.dtype), squares = empty_like(dots);
        Moments(parameter, gradient, exp_avg, exp_avg_sq, dots, squares, beta1, beta2, eps, step);
        var (rate, radial) = (Rate(lr, beta1, step, direction), Sum(dots) / Math.Pow(Math.Sqrt(Sum(squares)) + eps, 2));
        Step(parameter, exp_avg, exp_avg_sq, 1 - lr * weight_decay + radial * rate, rate, beta2, eps, step);

        static double Sum(Tensor rows)
        {
            using var sum = rows.sum(ScalarType.Float64);
            return sum.item<double>();
        }
    }

    /// <summary>The moments, and of each row what the projection of the whole needs.</summary>
    [Fused(nameof(MomentsFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    internal static partial void Moments(Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, [Updated, PerRow] Tensor dots, [Updated, PerRow] Tensor squares, double beta1, double beta2, double eps, double step);

    /// <summary>The step by moments that are new already.</summary>
    [Fused(nameof(StepFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    internal static partial void Step([Updated] Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq, double keep, double rate, double beta2, double eps, double step);

    private static (Tensor exp_avg, Tensor exp_avg_sq, Tensor dots, Tensor squares) MomentsFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, Tensor dots, Tensor squares, double beta1, double beta2, double eps, double step)
    {
        var (update, mean, square) = Update(gradient, exp_avg, exp_avg_sq, beta1, beta2, eps, 0, step);
        return (mean, square, (parameter * update).sum([-1L]), parameter.square().sum([-1L]));
    }

    private static Tensor StepFormula(Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq, double keep, double rate, double beta2, double eps, double step)
        => parameter * keep - exp_avg / (exp_avg_sq.sqrt() / Math.Sqrt(1 - Math.Pow(beta2, step)) + eps) * rate;

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq) PlainFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction)
    {
        var (update, mean, square) = Update(gradient, exp_avg, exp_avg_sq, beta1, beta2, eps, ahead, step);
        return (parameter * (1 - lr * weight_decay) - update * Rate(lr, beta1, step, direction), mean, square);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq) RowFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction)
    {
        var (update, mean, square) = Update(gradient, exp_avg, exp_avg_sq, beta1, beta2, eps, ahead, step);
        var radial = Projection.RowRadial(parameter, update, eps);
        return (parameter * (1 - lr * weight_decay + radial * Rate(lr, beta1, step, direction)) - update * Rate(lr, beta1, step, direction), mean, square);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq) LayerFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction)
    {
        var (update, mean, square) = Update(gradient, exp_avg, exp_avg_sq, beta1, beta2, eps, ahead, step);
        var radial = Projection.LayerRadial(parameter, update, eps);
        return (parameter * (1 - lr * weight_decay + radial * Rate(lr, beta1, step, direction)) - update * Rate(lr, beta1, step, direction), mean, square);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq, Tensor bias, Tensor bias_exp_avg, Tensor bias_exp_avg_sq) RowWithBiasFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, Tensor bias, Tensor bias_gradient, Tensor bias_exp_avg, Tensor bias_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction)
    {
        var (update, mean, square) = Update(gradient, exp_avg, exp_avg_sq, beta1, beta2, eps, ahead, step);
        var (biasUpdate, biasMean, biasSquare) = Update(bias_gradient, bias_exp_avg, bias_exp_avg_sq, beta1, beta2, eps, ahead, step);
        var rate = Rate(lr, beta1, step, direction);
        var keep = 1 - lr * weight_decay + Projection.RowRadial(parameter, update, bias, biasUpdate, eps) * rate;
        return (parameter * keep.unsqueeze(-1) - update * rate, mean, square, bias * keep - biasUpdate * rate, biasMean, biasSquare);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq, Tensor bias, Tensor bias_exp_avg, Tensor bias_exp_avg_sq) LayerWithBiasFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, Tensor bias, Tensor bias_gradient, Tensor bias_exp_avg, Tensor bias_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double ahead, double step, double direction)
    {
        var (update, mean, square) = Update(gradient, exp_avg, exp_avg_sq, beta1, beta2, eps, ahead, step);
        var (biasUpdate, biasMean, biasSquare) = Update(bias_gradient, bias_exp_avg, bias_exp_avg_sq, beta1, beta2, eps, ahead, step);
        var rate = Rate(lr, beta1, step, direction);
        var keep = 1 - lr * weight_decay + Projection.LayerRadial(parameter, update, bias, biasUpdate, eps) * rate;
        return (parameter * keep - update * rate, mean, square, bias * keep - biasUpdate * rate, biasMean, biasSquare);
    }

    private static (Tensor Update, Tensor Mean, Tensor Square) Update(Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double beta1, double beta2, double eps, double ahead, double step)
    {
        var mean = exp_avg * beta1 + gradient * (1 - beta1);
        var square = exp_avg_sq * beta2 + gradient.square() * (1 - beta2);
        return ((mean + (gradient - mean) * ahead) / (square.sqrt() / Math.Sqrt(1 - Math.Pow(beta2, step)) + eps), mean, square);
    }

    private static double Rate(double lr, double beta1, double step, double direction) => direction * lr / (1 - Math.Pow(beta1, step));
}
