using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>A residual branch of a block.</summary>
/// <param name="Member">The field or property that holds it, escaped where it is a keyword.</param>
/// <param name="Name">Its name in <c>state_dict</c>, without leading underscores.</param>
/// <param name="Method">What is called: <c>call</c>, so that hooks fire, or <c>forward</c> where it is no module.</param>
/// <param name="Arguments">What it is called with after the stream, in order.</param>
/// <param name="NormIn">The norm before it; for Post-LN null.</param>
/// <param name="NormOut">The norm on its output, or for Post-LN after the addition; for Pre-LN null.</param>
public sealed record SublayerModel(string Member, string Name, string Method, EquatableArray<SublayerArgument> Arguments, NormMember? NormIn, NormMember? NormOut);
