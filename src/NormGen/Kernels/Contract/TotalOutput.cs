namespace NormGen.Kernels;

/// <summary>Says which total is a result that does not vary over rows.</summary>
/// <param name="Output">The result's place.</param>
/// <param name="Sum">The sum's number.</param>
public sealed record TotalOutput(int Output, int Sum);
