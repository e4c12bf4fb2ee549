using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.FirstLayers;

/// <summary>The layers of a class with <c>[TrAct]</c>.</summary>
/// <param name="Layers">Those that the gradient can be attached to, in the order of declaration.</param>
/// <param name="Complaints">Why not to the others.</param>
public sealed record FirstLayerReading(EquatableArray<FirstLayer> Layers, IReadOnlyList<FirstLayerComplaint> Complaints);
