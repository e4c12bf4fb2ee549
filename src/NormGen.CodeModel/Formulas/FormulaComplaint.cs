using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Formulas;

/// <summary>Something the reader could not accept, as data: an analyzer reports it, a generator stays silent. Holds a location and so is no value for a pipeline.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Location">The very token.</param>
/// <param name="Arguments">What the message needs; see <see cref="ComplaintKind"/>.</param>
public sealed record FormulaComplaint(ComplaintKind Kind, Location Location, EquatableArray<string> Arguments)
{
    /// <summary>What is wrong, as a clause.</summary>
    public string Reason => Arguments.Count > 1 ? Arguments[1] : "";

    /// <summary>What would work instead, or an empty string.</summary>
    public string Rewrite => Arguments.Count > 2 ? Arguments[2] : "";
}
