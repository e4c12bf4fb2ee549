using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>Why a class with <c>[SelfNormalizing]</c> is none, or what in it takes mean zero and variance one away. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Location">Where to show it.</param>
/// <param name="Subject">The class, or what is in it.</param>
/// <param name="Reason">The reason, as a clause.</param>
public sealed record SelfNormalizingComplaint(Location Location, string Subject, string Reason);
