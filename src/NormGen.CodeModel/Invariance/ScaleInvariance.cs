using System.Collections.Immutable;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Invariance;

/// <summary>A weight whose scale cancels before the model's output: only its direction matters.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Group">The finest groups that may be scaled apart.</param>
/// <param name="BlockRows">The rows of a block, or null where they are not known or there are no blocks.</param>
/// <param name="Biases">The biases of the same maps that must be scaled together with it; none where it may be scaled alone.</param>
/// <param name="Cause">Where its scale cancels first: a norm, or a quotient.</param>
public sealed record ScaleInvariance(ParameterNode Weight, ScaleGroup Group, long? BlockRows, ImmutableHashSet<ParameterNode> Biases, FlowNode Cause)
{
    /// <summary>Whether the bias of the same map must be scaled together with it.</summary>
    public bool WithBias => !Biases.IsEmpty;
}
