using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>What reading an annotated class gave.</summary>
/// <param name="Block">The block, or null if any complaint is an error.</param>
/// <param name="Outline">What could be read of the members to generate, complaints or not, so that a faulty class does not also get compiler errors about them.</param>
/// <param name="Complaints">Everything wrong with it.</param>
public sealed record PlacementReading(BlockModel? Block, BlockOutline Outline, EquatableArray<PlacementComplaint> Complaints)
{
    /// <summary>The files whose bodies of methods were read, for the formula of the norm: beside them, the reading depends on declarations alone.</summary>
    public ImmutableArray<SyntaxTree> Bodies { get; init; } = [];
}
