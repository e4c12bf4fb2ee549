using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Flow;

/// <summary>A size of a tensor that <c>forward</c> reads.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Axis">The axis, negative ones from the end; null where it is not known or all are read.</param>
/// <param name="Syntax">Where.</param>
public sealed record FlowSize(FlowNode Tensor, int? Axis, SyntaxNode? Syntax);
