using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Formulas;

/// <summary>What reading a fused method gave.</summary>
/// <param name="Graph">The graph; null where there is a complaint, or where the code does not compile and the compiler says so itself.</param>
/// <param name="Complaints">Everything that stands in the way, in source order of reading.</param>
public sealed record FormulaReading(FormulaGraph? Graph, EquatableArray<FormulaComplaint> Complaints)
{
    /// <summary>The files whose bodies of methods were read: beside them, the reading depends on declarations alone.</summary>
    public ImmutableArray<SyntaxTree> Bodies { get; init; } = [];
}
