using NormGen.CodeModel.Collections;
using NormGen.CodeModel.FirstLayers;
using NormGen.Generators.Text;

namespace NormGen.Generators.FirstLayers;

/// <summary>A class with layers marked <c>[TrAct]</c>, as plain values.</summary>
/// <param name="Place">Where the generated member stands.</param>
/// <param name="Layers">The layers, in the order of declaration.</param>
public sealed record FirstLayerModel(TypeHierarchy Place, EquatableArray<FirstLayer> Layers);
