namespace NormGen;

/// <summary>
/// Makes a module a self-normalizing net: its layers begin with LeCun's normal initialization, and SELU with alpha dropout stands between them. <c>InitializeSelfNormalizing()</c> is generated, to be called in every constructor behind
/// the layers and before <c>RegisterComponents()</c>; so is <c>forward</c> where it is declared <c>partial</c> without a body, over all layers in the order of declaration, the last of them plain. A class with a <c>forward</c> of its own finds
/// the activation in the generated field <c>selu</c>.
/// </summary>
/// <remarks>
/// Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017, arXiv 1706.02515. The parts work only together, on inputs of mean zero and variance one: rules NG0025, NG0026, NG1022 and NG1023 say what breaks them.
/// Weights are drawn from torch's generator, and so is the seed of the dropout.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SelfNormalizingAttribute : Attribute
{
    /// <summary>The probability of alpha dropout behind each SELU, in [0, 1); 0 (default) for none. The paper recommends 0.05 or 0.1.</summary>
    public double DropoutRate { get; set; }
}
