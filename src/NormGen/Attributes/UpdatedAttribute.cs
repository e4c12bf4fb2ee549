namespace NormGen;

/// <summary>Marks a tensor parameter of a <c>void</c> <see cref="FusedAttribute"/> method that is overwritten with what the formula returns for it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class UpdatedAttribute : Attribute;
