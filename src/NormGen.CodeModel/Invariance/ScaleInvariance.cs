using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Invariance;

/// <summary>A weight whose scale cancels before the model's output: only its direction matters.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Group">The finest groups that may be scaled apart.</param>
/// <param name="BlockRows">The rows of a block, or null where they are not known or there are no blocks.</param>
/// <param name="WithBias">Whether the bias of the same map must be scaled together with it.</param>
/// <param name="Cause">Where its scale cancels first: a norm, or a quotient.</param>
public sealed record ScaleInvariance(ParameterNode Weight, ScaleGroup Group, long? BlockRows, bool WithBias, FlowNode Cause);
