namespace NormGen.Kernels;

/// <summary>Says which sum over rows is the gradient of a per-feature input.</summary>
/// <param name="Input">The input's place.</param>
/// <param name="Sum">The sum's number.</param>
/// <param name="IsNumber">Whether all features share it: the sum is then one number, in its first element.</param>
public sealed record FeatureGradient(int Input, int Sum, bool IsNumber = false);
