using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.FirstLayers;

/// <summary>Why <c>[TrAct]</c> cannot work on a member. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Location">Where to show it.</param>
/// <param name="Member">The field or property.</param>
/// <param name="Reason">The reason, as a clause.</param>
public sealed record FirstLayerComplaint(Location Location, string Member, string Reason);
