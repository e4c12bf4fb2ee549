namespace NormGen;

/// <summary>
/// Asks for a fused kernel: the generator writes the body of this partial method from the formula named here.
/// </summary>
/// <remarks>
/// The formula is a static method of the same type, written in plain TorchSharp over tensors of shape <c>[.., features]</c>. It stays as the fallback
/// (other devices and types, second derivatives) and as the oracle the kernel is tested against.
/// <para>With a result, the method is differentiable: forward and backward are generated. A <c>void</c> method is an update in place: the formula returns the new values
/// of the parameters marked <see cref="UpdatedAttribute"/>, by name where there are several.</para>
/// </remarks>
/// <param name="formula">The name of the formula, best written with <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FusedAttribute(string formula) : Attribute
{
    /// <summary>The name of the method that holds the formula.</summary>
    public string Formula { get; } = formula;

    /// <summary>Where the method comes from (authors, year, arXiv id): printed in the header of the generated file.</summary>
    public string? Source { get; set; }
}
