namespace NormGen;

/// <summary>Marks a tensor parameter of a <see cref="FusedAttribute"/> method that has one number a position, the same for all channels, shape <c>[batch, 1, ...]</c>, as masks have it; the first parameter then has the shape <c>[batch, channels, ...]</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PerPositionAttribute : Attribute;
