namespace NormGen.CodeModel.FirstLayers;

/// <summary>A layer with <c>[TrAct]</c>.</summary>
/// <param name="Member">The field or property that holds it.</param>
/// <param name="Lambda">The damping.</param>
public sealed record FirstLayer(string Member, double Lambda);
