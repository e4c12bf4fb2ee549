namespace NormGen.Modules;

/// <summary>Mean and variance of a layer's activations behind SELU, as its weights predict them.</summary>
/// <param name="Name">The layer's name in the model.</param>
/// <param name="Mean">The mean over all units.</param>
/// <param name="Variance">The variance over all units and inputs.</param>
public readonly record struct LayerMoments(string Name, double Mean, double Variance);
