namespace NormGen;

/// <summary>Marks a tensor parameter of a <see cref="FusedAttribute"/> method that has one number a feature, shape <c>[features]</c>; the others have the shape of the first, <c>[.., features]</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PerFeatureAttribute : Attribute
{
    /// <summary>What the parameter starts at in a norm that is made of the method (<see cref="PlacementAttribute.Method"/>): 1, as gains do; 0 for an offset.</summary>
    public double Initial { get; set; } = 1;
}
