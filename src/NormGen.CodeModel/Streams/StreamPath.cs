using System.Collections.Immutable;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Streams;

/// <summary>The way from a value to the norms that read it as a part of the stream.</summary>
/// <param name="Axis">The axis of the features, from the end.</param>
/// <param name="Gains">The parameters that multiply it, a number a feature.</param>
/// <param name="IsRecentred">Whether a converted block takes its mean off on that way.</param>
internal sealed record StreamPath(int Axis, ImmutableList<ParameterNode> Gains, bool IsRecentred)
{
    /// <summary>What a norm reads.</summary>
    public static StreamPath Start { get; } = new(-1, [], false);
}
