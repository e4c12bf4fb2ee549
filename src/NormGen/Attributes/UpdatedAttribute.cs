namespace NormGen;

/// <summary>
/// Marks a tensor parameter of a <see cref="FusedAttribute"/> method that is overwritten with what the formula returns for it, by its name. A <c>void</c> method updates any of its tensors. Beside a result only statistics are
/// updated, which are <see cref="PerFeatureAttribute"/> or <see cref="PerChannelAttribute"/>; the gradients of an author's own (<see cref="FusedAttribute.Backward"/>) may update such as well.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class UpdatedAttribute : Attribute;
