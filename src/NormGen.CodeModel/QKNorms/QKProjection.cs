using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Placement;

namespace NormGen.CodeModel.QKNorms;

/// <summary>A projection whose queries or keys are normalized.</summary>
/// <param name="Member">The field or property that holds it, escaped where it is a keyword.</param>
/// <param name="Norm">The norm.</param>
/// <param name="Norms">The generated norms: one, or of a packed projection those of queries and keys.</param>
public sealed record QKProjection(string Member, NormModel Norm, EquatableArray<NormMember> Norms)
{
    /// <summary>Whether it makes queries, keys and values one behind the other.</summary>
    public bool IsPacked => Norms.Count > 1;
}
