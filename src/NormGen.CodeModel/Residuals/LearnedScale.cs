namespace NormGen.CodeModel.Residuals;

/// <summary>A learned factor or offset of residual branches that the block gets: its names, what it begins at, and what it trains by.</summary>
/// <param name="ComponentName">In <c>state_dict</c>.</param>
/// <param name="Field">The private field.</param>
/// <param name="Property">The property that shows it.</param>
/// <param name="IsPerFeature">Whether it is a number for each feature; else it is one number, <c>[1]</c>.</param>
/// <param name="Meaning">What it is, for its documentation and the table of roles.</param>
public sealed record LearnedScale(string ComponentName, string Field, string Property, bool IsPerFeature, string Meaning)
{
    /// <summary>Whether it is added behind the branch and does not multiply it.</summary>
    public bool IsOffset { get; init; }
}
