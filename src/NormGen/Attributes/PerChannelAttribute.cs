namespace NormGen;

/// <summary>Marks a tensor parameter of a <see cref="FusedAttribute"/> method that has one number a channel, shape <c>[channels]</c>; the first parameter then has the shape <c>[batch, channels, ...]</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PerChannelAttribute : Attribute;
