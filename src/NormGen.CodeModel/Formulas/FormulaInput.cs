namespace NormGen.CodeModel.Formulas;

/// <summary>A parameter of a formula.</summary>
/// <param name="Name">Its name in the user's declaration.</param>
/// <param name="Extent">What a tensor varies over; <see cref="Extent.Scalar"/> for numbers.</param>
/// <param name="IsTensor">Whether it is a tensor; numbers are <c>double</c> or integers.</param>
/// <param name="IsUpdated">Whether it is overwritten in place.</param>
/// <param name="IsInteger">Whether it is a <c>long</c>: a number of groups, or a seed.</param>
public sealed record FormulaInput(string Name, Extent Extent, bool IsTensor, bool IsUpdated, bool IsInteger = false);
