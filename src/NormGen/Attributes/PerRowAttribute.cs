namespace NormGen;

/// <summary>Marks a tensor parameter of a <see cref="FusedAttribute"/> method that has one number a row, shape <c>[..]</c> (the leading dimensions of the first tensor); in a formula over channels one a sample, shape <c>[batch]</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PerRowAttribute : Attribute;
