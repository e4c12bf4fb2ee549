using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Roles;

/// <summary>A parameter, or a member that may hold some, that no row of the table covers.</summary>
/// <param name="Location">The member that holds it.</param>
/// <param name="Path">Its name in the model.</param>
/// <param name="Reason">Why, as the end of a sentence that begins with the name.</param>
/// <param name="Roles">The roles of which one, stated on the member with <c>[ParameterRole]</c>, would settle it; empty where that does not help.</param>
public sealed record RoleComplaint(Location Location, string Path, string Reason, IReadOnlyList<Role> Roles);
