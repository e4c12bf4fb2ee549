namespace NormGen;

/// <summary>
/// Gives the first layer of a model the weight gradient of TrAct: <c>Gᵀ · x · (K + lambda)⁻¹</c> with <c>K = xᵀ · x / rows</c> in place of <c>Gᵀ · x</c>. Stands on a <c>Linear</c> or <c>Conv2d</c> that takes an argument of
/// <c>forward</c>; the data flow must prove that, or rule NG0030 says why not. The class gets <c>InitializeTrAct()</c>, which its constructor calls once the layer is made.
/// </summary>
/// <remarks>Petersen, Borgelt and Ermon, TrAct: Making First-layer Pre-Activations Trainable, 2024, arXiv 2410.23970. Outputs, bias, evaluation and <c>state_dict</c> are those of the layer itself. Hooks fire in <c>call()</c>, not in <c>forward()</c>.</remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class TrActAttribute : Attribute
{
    /// <summary>The damping, above zero. The default suits inputs standardized to mean 0 and deviation 1.</summary>
    public double Lambda { get; set; } = 0.1;
}
