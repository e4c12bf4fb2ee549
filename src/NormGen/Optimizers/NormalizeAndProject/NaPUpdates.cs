using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The projections of Normalize-and-Project as fused sweeps.</summary>
/// <remarks>Lyle, Zheng, Khetarpal, Martens, van Hasselt, Pascanu and Dabney, Normalization and Effective Learning Rates in Reinforcement Learning, NeurIPS 2024, arXiv 2407.01800.</remarks>
public static partial class NaPUpdates
{
    /// <summary>A weight of any shape to a norm: <c>W = rho · W / ‖W‖</c>, one norm for the whole tensor. Zeros stay zeros.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="rho">The norm that it gets.</param>
    [Fused(nameof(ProjectFormula), Source = "Lyle et al. 2024, arXiv 2407.01800")]
    public static partial void Project([Updated] Tensor parameter, double rho);

    /// <summary>A weight whose norm is known already: <c>W = W · factor</c>.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="factor">The factor.</param>
    [Fused(nameof(ScaleFormula), Source = "Lyle et al. 2024, arXiv 2407.01800")]
    public static partial void Scale([Updated] Tensor parameter, double factor);

    /// <summary>Gain and offset of a norm over d features together: <c>(gain, offset) = √d · (gain, offset) / ‖(gain, offset)‖</c>. Zeros stay zeros.</summary>
    /// <param name="gain">The gain.</param>
    /// <param name="offset">The offset.</param>
    [Fused(nameof(ProjectPairFormula), Source = "Lyle et al. 2024, arXiv 2407.01800")]
    public static partial void ProjectPair([Updated] Tensor gain, [Updated] Tensor offset);

    /// <summary>A step back to an initial value: <c>p = p + decay · (initial - p)</c>.</summary>
    /// <param name="parameter">A gain or an offset.</param>
    /// <param name="initial">What it began with.</param>
    /// <param name="decay">The part of the way.</param>
    [Fused(nameof(DecayFormula), Source = "Lyle et al. 2024, arXiv 2407.01800")]
    public static partial void Decay([Updated] Tensor parameter, double initial, double decay);

    private static Tensor ProjectFormula(Tensor parameter, double rho)
    {
        var norm = parameter.square().sum().sqrt();
        return parameter * where(norm > 0, rho / norm, 1.0);
    }

    private static Tensor ScaleFormula(Tensor parameter, double factor) => parameter * factor;

    private static (Tensor gain, Tensor offset) ProjectPairFormula(Tensor gain, Tensor offset)
    {
        var square = gain.square().mean() + offset.square().mean();
        var factor = where(square > 0, 1 / square.sqrt(), 1.0);
        return (gain * factor, offset * factor);
    }

    private static Tensor DecayFormula(Tensor parameter, double initial, double decay) => parameter + (initial - parameter) * decay;
}
