namespace NormGen;

/// <summary>
/// Marks the tensor parameter of a <see cref="FusedAttribute"/> method whose memory the result takes, as PyTorch's functions with an underscore do: the method overwrites the tensor and returns it. It has the shape of the
/// first tensor. Of several results, the element of the method's tuple with the parameter's name takes it, and the others are new.
/// </summary>
/// <remarks>
/// Nothing of the tensor's size is allocated, unless its rows do not lie apart from each other in memory: then they are computed elsewhere and copied back. Autograd is told as torch's own operations in place tell it. Where a
/// gradient is wanted, the call is refused before anything is computed if the tensor is a leaf that requires one, or if backward needs what would be overwritten and cannot read the result instead. Second derivatives through the
/// call fail, unless the gradients are the author's own.
/// <para>A method without the attribute over the same formula leaves its arguments alone.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InplaceAttribute : Attribute;
