using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The updates of SGDP as fused sweeps: momentum with decoupled decay, and without the part of the step along the weight where the weight's scale does not matter.</summary>
/// <remarks>Heo et al., 2020, arXiv 2006.08217. As in the authors' code the buffer is projected as well, unless the step looks ahead: there buffer and direction are one tensor, which is projected in place.</remarks>
public static partial class SGDPUpdates
{
    /// <summary>Without projection.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="buffer">The momentum buffer.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">What is left of the buffer.</param>
    /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
    /// <param name="eps">Added to the norm of the weight.</param>
    /// <param name="weight_decay">Decoupled weight decay, already divided by <c>1 - momentum</c>.</param>
    /// <param name="nesterov">1 to look ahead, else 0.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(PlainFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void Plain([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction);

    /// <summary>Projected in each row.</summary>
    /// <inheritdoc cref="Plain" path="/param"/>
    [Fused(nameof(RowFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void Row([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction);

    /// <summary>Projected as a whole.</summary>
    /// <inheritdoc cref="Plain" path="/param"/>
    [Fused(nameof(LayerFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void Layer([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction);

    /// <summary>Projected in each row with its bias.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="buffer">The momentum buffer.</param>
    /// <param name="bias">The bias, one number a row.</param>
    /// <param name="bias_gradient">Its gradient.</param>
    /// <param name="bias_buffer">The bias's momentum buffer.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">What is left of the buffer.</param>
    /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
    /// <param name="eps">Added to the norm of the weight.</param>
    /// <param name="weight_decay">Decoupled weight decay, already divided by <c>1 - momentum</c>.</param>
    /// <param name="nesterov">1 to look ahead, else 0.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(RowWithBiasFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void RowWithBias([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor buffer, [Updated, PerRow] Tensor bias, [PerRow] Tensor bias_gradient, [Updated, PerRow] Tensor bias_buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction);

    /// <summary>Projected as a whole with the bias.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="buffer">The momentum buffer.</param>
    /// <param name="bias">The bias, one number a row.</param>
    /// <param name="bias_gradient">Its gradient.</param>
    /// <param name="bias_buffer">The bias's momentum buffer.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">What is left of the buffer.</param>
    /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
    /// <param name="eps">Added to the norm of the weight.</param>
    /// <param name="weight_decay">Decoupled weight decay, already divided by <c>1 - momentum</c>.</param>
    /// <param name="nesterov">1 to look ahead, else 0.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(LayerWithBiasFormula), Source = "Heo et al. 2020, arXiv 2006.08217")]
    public static partial void LayerWithBias([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor buffer, [Updated, PerRow] Tensor bias, [PerRow] Tensor bias_gradient, [Updated, PerRow] Tensor bias_buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction);

    private static (Tensor parameter, Tensor buffer) PlainFormula(Tensor parameter, Tensor gradient, Tensor buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction)
    {
        var (update, next) = Update(gradient, buffer, momentum, dampening, nesterov);
        return (parameter * (1 - lr * weight_decay) - update * (direction * lr), next);
    }

    private static (Tensor parameter, Tensor buffer) RowFormula(Tensor parameter, Tensor gradient, Tensor buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction)
    {
        var (update, next) = Update(gradient, buffer, momentum, dampening, nesterov);
        var radial = Projection.RowRadial(parameter, update, eps);
        return (parameter * (1 - lr * weight_decay + radial * (direction * lr)) - update * (direction * lr), next - parameter * (radial * (1 - nesterov)));
    }

    private static (Tensor parameter, Tensor buffer) LayerFormula(Tensor parameter, Tensor gradient, Tensor buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction)
    {
        var (update, next) = Update(gradient, buffer, momentum, dampening, nesterov);
        var radial = Projection.LayerRadial(parameter, update, eps);
        return (parameter * (1 - lr * weight_decay + radial * (direction * lr)) - update * (direction * lr), next - parameter * (radial * (1 - nesterov)));
    }

    private static (Tensor parameter, Tensor buffer, Tensor bias, Tensor bias_buffer) RowWithBiasFormula(Tensor parameter, Tensor gradient, Tensor buffer, Tensor bias, Tensor bias_gradient, Tensor bias_buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction)
    {
        var (update, next) = Update(gradient, buffer, momentum, dampening, nesterov);
        var (biasUpdate, biasNext) = Update(bias_gradient, bias_buffer, momentum, dampening, nesterov);
        var radial = Projection.RowRadial(parameter, update, bias, biasUpdate, eps);
        var (keep, left) = (1 - lr * weight_decay + radial * (direction * lr), radial * (1 - nesterov));
        return (parameter * keep.unsqueeze(-1) - update * (direction * lr), next - parameter * left.unsqueeze(-1), bias * keep - biasUpdate * (direction * lr), biasNext - bias * left);
    }

    private static (Tensor parameter, Tensor buffer, Tensor bias, Tensor bias_buffer) LayerWithBiasFormula(Tensor parameter, Tensor gradient, Tensor buffer, Tensor bias, Tensor bias_gradient, Tensor bias_buffer, double lr, double momentum, double dampening, double eps, double weight_decay, double nesterov, double direction)
    {
        var (update, next) = Update(gradient, buffer, momentum, dampening, nesterov);
        var (biasUpdate, biasNext) = Update(bias_gradient, bias_buffer, momentum, dampening, nesterov);
        var radial = Projection.LayerRadial(parameter, update, bias, biasUpdate, eps);
        var (keep, left) = (1 - lr * weight_decay + radial * (direction * lr), radial * (1 - nesterov));
        return (parameter * keep - update * (direction * lr), next - parameter * left, bias * keep - biasUpdate * (direction * lr), biasNext - bias * left);
    }

    private static (Tensor Update, Tensor Buffer) Update(Tensor gradient, Tensor buffer, double momentum, double dampening, double nesterov)
    {
        var next = buffer * momentum + gradient * (1 - dampening);
        return (next + (gradient + next * momentum - next) * nesterov, next);
    }
}
