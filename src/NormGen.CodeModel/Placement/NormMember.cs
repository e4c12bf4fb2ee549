namespace NormGen.CodeModel.Placement;

/// <summary>The names of one generated norm.</summary>
/// <param name="ComponentName">In <c>state_dict</c>.</param>
/// <param name="Field">The private field, escaped where it is a keyword.</param>
/// <param name="Property">The property that shows it.</param>
public sealed record NormMember(string ComponentName, string Field, string Property);
