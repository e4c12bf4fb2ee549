namespace NormGen.CodeModel.Formulas;

/// <summary>A parameter of a formula.</summary>
/// <param name="Name">Its name in the user's declaration.</param>
/// <param name="Extent"><see cref="Extent.Element"/> or <see cref="Extent.Feature"/> for tensors, <see cref="Extent.Scalar"/> for numbers.</param>
/// <param name="IsTensor">Whether it is a tensor; numbers are <c>double</c>.</param>
/// <param name="IsUpdated">Whether it is overwritten in place.</param>
public sealed record FormulaInput(string Name, Extent Extent, bool IsTensor, bool IsUpdated);
