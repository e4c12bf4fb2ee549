namespace NormGen;

/// <summary>Marks a field of a block as a residual branch. Branches run in the order of declaration.</summary>
/// <remarks>Its norms are registered as <c>&lt;sublayer&gt;_norm</c> where it has one, <c>&lt;sublayer&gt;_norm_in</c> and <c>&lt;sublayer&gt;_norm_out</c> where it has two.</remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class SublayerAttribute : Attribute
{
    /// <summary>The name of the norm before the sublayer (or of its only norm) in <c>state_dict</c>, to match an existing checkpoint.</summary>
    public string? NormIn { get; set; }

    /// <summary>The name of the norm on the sublayer's output in <c>state_dict</c>.</summary>
    public string? NormOut { get; set; }
}
