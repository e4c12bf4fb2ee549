using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Modules;

/// <summary>What was seen in code that does not do what it says, or not well: data for the rule that reports it and for the fix that changes it.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Arguments">What a sentence about it needs, in the order of the rule's message; more may follow for the fix.</param>
public sealed record Observation(Location Place, params string[] Arguments)
{
    /// <summary>Which of several cases it is, where a rule has several.</summary>
    public string Kind { get; init; } = "";
}
