namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>A member of a self-normalizing net that holds layers.</summary>
/// <param name="Member">The field or property, escaped where it is a keyword.</param>
/// <param name="IsList">Whether it is a list of layers.</param>
public sealed record SelfNormalizingLayer(string Member, bool IsList);
