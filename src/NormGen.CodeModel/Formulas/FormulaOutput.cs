namespace NormGen.CodeModel.Formulas;

/// <summary>A result of a formula.</summary>
/// <param name="Name">Its name: of the tuple element, of the updated parameter, or <c>result</c>.</param>
/// <param name="Value">The value.</param>
public sealed record FormulaOutput(string Name, Node Value);
