namespace NormGen;

/// <summary>
/// Normalize-and-Project for a model class: generates <c>WithProjection(optimizer)</c>, which brings every weight that the data flow proves scale-invariant back to its initial norm after each step, and has rule NG1010 look for nonlinearities without a norm before them.
/// </summary>
/// <remarks>
/// Lyle, Zheng, Khetarpal, Martens, van Hasselt, Pascanu and Dabney, Normalization and Effective Learning Rates in Reinforcement Learning, NeurIPS 2024, arXiv 2407.01800. The norms are written by you, as any norm module in front of the nonlinearity, or as
/// <c>torch.nn.NormalizedReLU</c>; the linear map in front of a layer norm has no bias, or its weight is not invariant and not projected. The generated file lists the weights with their reasons.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NormalizeAndProjectAttribute : Attribute
{
    /// <summary>How many steps lie between two projections.</summary>
    public int Every { get; set; } = 1;

    /// <summary>What happens to gains and offsets of norms.</summary>
    public ScaleOffsetMode ScaleOffset { get; set; }

    /// <summary>Whether the layer that makes the output is projected as well. Its scale is one of the function: with it the scale of the outputs is fixed.</summary>
    public bool ProjectOutput { get; set; }

    /// <summary>Of <see cref="ScaleOffsetMode.DecayToInit"/>: the part of the way back to their initial values that gains and offsets go at each projection.</summary>
    public double Decay { get; set; } = 1e-3;
}
