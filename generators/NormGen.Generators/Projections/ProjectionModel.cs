using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Projections;
using NormGen.Generators.Text;

namespace NormGen.Generators.Projections;

/// <summary>A class with <c>[NormalizeAndProject]</c>, as plain values.</summary>
/// <param name="Place">Where the generated member stands.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Every">How many steps lie between two projections.</param>
/// <param name="Mode">What happens to gains and offsets, as a value of <c>ScaleOffsetMode</c>.</param>
/// <param name="Decay">How fast they go back.</param>
/// <param name="Projected">The weights.</param>
/// <param name="Biased">Those that a bias keeps from it.</param>
public sealed record ProjectionModel(TypeHierarchy Place, string Name, int Every, int Mode, double Decay, EquatableArray<ProjectionRow> Projected, EquatableArray<ProjectionRow> Biased);
