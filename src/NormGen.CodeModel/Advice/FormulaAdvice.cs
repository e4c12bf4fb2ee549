using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Advice;

/// <summary>Something about a formula that computes well on paper and badly in floating point, as data. Holds a location and so is no value for a pipeline.</summary>
/// <param name="Kind">What.</param>
/// <param name="Location">The very token.</param>
/// <param name="Arguments">What the message needs; see <see cref="AdviceKind"/>.</param>
public sealed record FormulaAdvice(AdviceKind Kind, Location Location, EquatableArray<string> Arguments);
