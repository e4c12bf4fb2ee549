using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Roles;

/// <summary>The roles of a model's parameters.</summary>
/// <param name="Rows">One row for every parameter that has a role, in the order of registration.</param>
/// <param name="Complaints">What could not be placed.</param>
public sealed record RoleReading(EquatableArray<RoleRow> Rows, IReadOnlyList<RoleComplaint> Complaints);
