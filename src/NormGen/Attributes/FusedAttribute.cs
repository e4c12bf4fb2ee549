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

    /// <summary>
    /// The name of the method that computes the gradients, where these are not the derivative of the formula (a straight-through estimator, a gradient that is smoothed by statistics). It takes the
    /// parameters of the formula and then the incoming gradient of each result, and returns the gradients of tensor parameters, by their names where there are several; those it does not
    /// name have none. New values of parameters marked <see cref="UpdatedAttribute"/> may be among them: such statistics change in backward.
    /// </summary>
    /// <remarks>Second derivatives are those of this method.</remarks>
    public string? Backward { get; set; }

    /// <summary>Where the method comes from (authors, year, arXiv id): printed in the header of the generated file.</summary>
    public string? Source { get; set; }
}
