using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>The fused method that computes a norm.</summary>
/// <param name="Container">The type that declares it, in full and without <c>global::</c>.</param>
/// <param name="Method">Its name.</param>
/// <param name="Parameters">Its parameters after the first.</param>
/// <param name="Graph">Its expression graph, serialized, or null if it cannot be part of a joint.</param>
public sealed record NormFormula(string Container, string Method, EquatableArray<NormFormulaParameter> Parameters, string? Graph);
