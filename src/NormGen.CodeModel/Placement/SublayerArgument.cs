namespace NormGen.CodeModel.Placement;

/// <summary>What is passed for one argument of a sublayer after the stream.</summary>
/// <param name="Name">The argument's name in the method that is called, or null where it is passed by position.</param>
/// <param name="Value">The block's parameter of that name, or the argument's own default written out.</param>
public sealed record SublayerArgument(string? Name, string Value);
