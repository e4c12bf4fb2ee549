namespace NormGen;

/// <summary>
/// Says that a Pre-LN model is to become a Pre-RMSNorm one: generates <c>ConvertToPreRMSNorm()</c> for trained weights, <c>LoadPreLN(..)</c>, which loads a checkpoint of the Pre-LN model into the converted one, and
/// <c>WithRecentring(optimizer)</c>, with which the converted model learns exactly what its Pre-LN form would.
/// </summary>
/// <remarks>
/// Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers: Equivalent and Efficient Pre-LN Transformers, NeurIPS 2023, arXiv 2305.14858. The data flow of <c>forward</c> must prove that every reader of the residual stream is a LayerNorm and that
/// everything that writes it can be recentred; where it does not, NG0040 names what stands in the way, and nothing is generated.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PreRMSNormAttribute : Attribute
{
    /// <summary>Whether the converted model is used for inference alone: then dropout on the stream is no matter, and <c>WithRecentring</c> is not generated.</summary>
    public bool InferenceOnly { get; set; }
}
