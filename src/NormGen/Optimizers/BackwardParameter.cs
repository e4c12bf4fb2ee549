using NormGen.Kernels.Autograd;

namespace NormGen.Optimizers;

/// <summary>A parameter that is updated inside backward.</summary>
/// <param name="state">Its state in the optimizer.</param>
/// <param name="name">Its name in the model.</param>
internal sealed class BackwardParameter(FusedOptimizerState state, string name)
{
    /// <summary>Its state in the optimizer.</summary>
    public FusedOptimizerState State => state;

    /// <summary>Its name in the model.</summary>
    public string Name => name;

    /// <summary>What stands behind it between a forward and its backward.</summary>
    public GradientNode? Node { get; set; }

    /// <summary>Whether it was updated since the last step.</summary>
    public bool IsUpdated { get; set; }
}
