namespace NormGen.CodeModel.Placement;

/// <summary>A parameter of a block's <c>forward</c>.</summary>
/// <param name="Type">Its type in full, with nullability.</param>
/// <param name="Name">Its name, escaped where it is a keyword.</param>
/// <param name="IsTensor">Whether it holds a tensor.</param>
public sealed record ForwardParameter(string Type, string Name, bool IsTensor);
