namespace NormGen.CodeModel.Formulas;

/// <summary>A result of a formula.</summary>
/// <param name="Name">Its name: of the tuple element, of the updated parameter, or <c>result</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Shape">The axes of the tensor that is returned, where the value is the same along some of them; null where it varies over all.</param>
public sealed record FormulaOutput(string Name, Node Value, Extent? Shape = null)
{
    /// <summary>The axes of the tensor that is returned.</summary>
    public Extent Extent => Shape ?? Value.Extent;
}
