using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Roles;
using NormGen.Generators.Text;

namespace NormGen.Generators.Optimizers;

/// <summary>A model class with <c>[Optimizer]</c>, as plain values.</summary>
/// <param name="Place">Where the generated member stands.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Choice">The optimizer.</param>
/// <param name="Hides">Whether a base class has a <c>CreateOptimizer</c> of the same signature.</param>
/// <param name="Rows">The table of roles.</param>
/// <param name="Unplaced">Parameters without a role, each with the reason, as one line.</param>
public sealed record OptimizedModel(TypeHierarchy Place, string Name, OptimizerChoice Choice, bool Hides, EquatableArray<RoleRow> Rows, EquatableArray<string> Unplaced)
{
    /// <summary>The scale-invariant weights: for the table to read, and where the optimizer goes by them for the one that is checked.</summary>
    public EquatableArray<ScaledRow> Scaled { get; init; } = [];
}
