namespace NormGen.CodeModel.Placement;

/// <summary>A parameter of a norm's formula after the rows it normalizes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsTensor">Whether it is a tensor <c>[features]</c>; otherwise a number.</param>
public sealed record NormFormulaParameter(string Name, bool IsTensor);
