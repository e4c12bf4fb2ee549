namespace NormGen;

/// <summary>Marks a tensor parameter of a <see cref="FusedAttribute"/> method that has one number a feature, shape <c>[features]</c>; the others have the shape of the first, <c>[.., features]</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PerFeatureAttribute : Attribute;
