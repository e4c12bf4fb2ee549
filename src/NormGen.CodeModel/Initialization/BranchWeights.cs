using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Initialization;

/// <summary>The weights of a residual branch by what they make, each by its name in the sublayer.</summary>
/// <param name="Outputs">Those that make the branch's output.</param>
/// <param name="Logits">Those that make nothing but the queries and keys of attention.</param>
/// <param name="Others">All others.</param>
/// <param name="Degree">How many weights are multiplied along the branch, the output's among them and those of queries and keys not.</param>
/// <param name="Mixed">A weight that makes queries or keys together with values, or null.</param>
public sealed record BranchWeights(EquatableArray<string> Outputs, EquatableArray<string> Logits, EquatableArray<string> Others, int Degree, string? Mixed);
