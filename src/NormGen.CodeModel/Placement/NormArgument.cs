namespace NormGen.CodeModel.Placement;

/// <summary>Where a parameter of a norm's formula is found.</summary>
/// <param name="Member">The module's property or field, or null if it has none and the parameter's default holds.</param>
/// <param name="MayBeNull">Whether the member is declared nullable; placement makes norms with all their parameters.</param>
/// <param name="Default">The parameter's default, used without a member.</param>
public sealed record NormArgument(string? Member, bool MayBeNull, double Default);
