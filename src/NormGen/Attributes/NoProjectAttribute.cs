namespace NormGen;

/// <summary>Takes a parameter, or all weights of a module, out of the projection of <see cref="NormalizeAndProjectAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoProjectAttribute : Attribute;
