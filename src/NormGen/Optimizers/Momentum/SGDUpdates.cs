using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The updates of SGD as fused sweeps, in PyTorch's order of operations: the decay is added to the gradient, before the momentum.</summary>
public static partial class SGDUpdates
{
    /// <summary>Without momentum.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="weight_decay">Weight decay, as part of the gradient.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    [Fused(nameof(PlainFormula))]
    public static partial void Plain([Updated] Tensor parameter, Tensor gradient, double lr, double weight_decay, double direction);

    /// <summary>With a momentum buffer.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="buffer">The momentum buffer.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">What is left of the buffer.</param>
    /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
    /// <param name="weight_decay">Weight decay, as part of the gradient.</param>
    /// <param name="nesterov">1 to look ahead, else 0.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    /// <remarks>Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning, 2013.</remarks>
    [Fused(nameof(MomentumFormula), Source = "Sutskever, Martens, Dahl and Hinton 2013")]
    public static partial void Momentum([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor buffer, double lr, double momentum, double dampening, double weight_decay, double nesterov, double direction);

    private static Tensor PlainFormula(Tensor parameter, Tensor gradient, double lr, double weight_decay, double direction)
        => parameter - (gradient * direction + parameter * weight_decay) * lr;

    private static (Tensor parameter, Tensor buffer) MomentumFormula(Tensor parameter, Tensor gradient, Tensor buffer, double lr, double momentum, double dampening, double weight_decay, double nesterov, double direction)
    {
        var slope = gradient * direction + parameter * weight_decay;
        var next = buffer * momentum + slope * (1 - dampening);
        return (parameter - (next + (slope + next * momentum - next) * nesterov) * lr, next);
    }
}
