using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>A finding in a graph.</summary>
/// <param name="Kind">What is found.</param>
/// <param name="At">The node to point at.</param>
/// <param name="Arguments">What the message needs beside the node's token.</param>
internal sealed record UnsoundNode(AdviceKind Kind, Node At, params string[] Arguments);
