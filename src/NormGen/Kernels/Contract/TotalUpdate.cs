namespace NormGen.Kernels;

/// <summary>Says which total is the new value of an input that is updated.</summary>
/// <param name="Input">The input's place.</param>
/// <param name="Sum">The sum's number.</param>
public sealed record TotalUpdate(int Input, int Sum);
