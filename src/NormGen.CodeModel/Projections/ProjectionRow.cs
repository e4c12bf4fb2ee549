namespace NormGen.CodeModel.Projections;

/// <summary>A weight in the table of a projection.</summary>
/// <param name="Pattern">Its name in <c>named_parameters()</c>; <c>*</c> stands for one index or key of a list.</param>
/// <param name="Reason">Why it stands there, as a clause.</param>
public sealed record ProjectionRow(string Pattern, string Reason);
