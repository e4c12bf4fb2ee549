namespace NormGen;

/// <summary>
/// Normalizes the queries or keys that a projection of an attention makes, over the features of each head. Stands on the <c>Linear</c> of queries and on that of keys, or with <see cref="Packed"/> on one that makes queries, keys and values.
/// The class gets the norms as submodules and <c>InitializeQKNorms(headWidth)</c>, which its constructor calls once the projections are made.
/// </summary>
/// <remarks>
/// Henry et al., Query-Key Normalization for Transformers, 2020, arXiv 2010.04245; with learned gains, Dehghani et al., Scaling Vision Transformers to 22 Billion Parameters, 2023, arXiv 2302.05442. Logits cannot grow with the weights of the projections any more.
/// The projection's <c>call()</c> then returns normalized values; <c>forward()</c> does not. Positions (RoPE) belong behind it.
/// </remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class QKNormAttribute : Attribute
{
    /// <summary>The norm: <c>typeof(RMSNorm)</c> (default), any norm over features, or the type that declares <see cref="Method"/>.</summary>
    public Type? Norm { get; set; }

    /// <summary>The name of a <see cref="FusedAttribute"/> method of <see cref="Norm"/>, as in <see cref="PlacementAttribute.Method"/>.</summary>
    public string? Method { get; set; }

    /// <summary>The <c>eps</c> that each norm is made with; not given (NaN), the norm's own default holds.</summary>
    public double Eps { get; set; } = double.NaN;

    /// <summary>Whether the projection makes queries, keys and values one behind the other, <c>[queries | keys | values]</c> of equal size: queries and keys are then normalized, each with a norm of its own.</summary>
    public bool Packed { get; set; }
}
