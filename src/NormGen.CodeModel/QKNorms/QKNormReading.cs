using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Placement;

namespace NormGen.CodeModel.QKNorms;

/// <summary>What reading a class with <c>[QKNorm]</c> projections gave.</summary>
/// <param name="Projections">Those that norms can be attached to, in the order of declaration.</param>
/// <param name="OwnsInitializer">Whether <c>InitializeQKNorms</c> is to be generated: false if the class has a member of that name itself.</param>
/// <param name="Complaints">Everything wrong with it.</param>
public sealed record QKNormReading(EquatableArray<QKProjection> Projections, bool OwnsInitializer, EquatableArray<PlacementComplaint> Complaints)
{
    /// <summary>The files whose bodies of methods were read, for the formulas of norms.</summary>
    public ImmutableArray<SyntaxTree> Bodies { get; init; } = [];
}
