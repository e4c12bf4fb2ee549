using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Foldings;
using NormGen.Generators.Text;

namespace NormGen.Generators.Foldings;

/// <summary>A model class with <c>[FoldNormalization]</c>, as plain values.</summary>
/// <param name="Place">Where the generated member stands.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Rows">The norms that fold.</param>
/// <param name="Stays">The others, each with the reason.</param>
public sealed record FoldingModel(TypeHierarchy Place, string Name, EquatableArray<FoldingRow> Rows, EquatableArray<string> Stays);
