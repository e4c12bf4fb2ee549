using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>A step that breaks a net of SELU layers. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Location">Where to show it.</param>
/// <param name="Name">The step, as it is written.</param>
/// <param name="Other">What it stands behind, or how layers are initialized; empty where neither matters.</param>
public sealed record SeluFinding(SeluProblem Problem, Location Location, string Name, string Other);
