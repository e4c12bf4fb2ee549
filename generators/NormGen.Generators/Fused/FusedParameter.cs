namespace NormGen.Generators.Fused;

/// <summary>A parameter of a fused method, as its second declaration repeats it.</summary>
/// <param name="Modifiers"><c>this</c>, <c>params</c> and the like with a blank behind, or empty.</param>
/// <param name="Type">The type, fully qualified.</param>
/// <param name="Name">The name, escaped where it is a keyword.</param>
/// <param name="IsUpdated">Whether it is overwritten in place.</param>
/// <param name="IsRowTensor">Whether it is a tensor of the shape of the first one (not per feature, not a number).</param>
/// <param name="IsTensor">Whether it is a tensor; the others are numbers.</param>
public sealed record FusedParameter(string Modifiers, string Type, string Name, bool IsUpdated, bool IsRowTensor, bool IsTensor);
