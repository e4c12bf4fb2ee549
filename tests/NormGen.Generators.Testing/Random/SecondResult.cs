namespace NormGen.Generators.Testing.Random;

/// <summary>A result beside the first, of elements or of numbers of some axes.</summary>
/// <param name="Value">The value.</param>
/// <param name="Incoming">Its incoming gradient dz, with the dimensions of length one that broadcast it over elements.</param>
internal sealed record SecondResult(Expression Value, string Incoming);
