namespace NormGen.CodeModel.Residuals;

/// <summary>Which stack of a transformer a block belongs to: the values of <c>NormGen.ResidualStack</c>.</summary>
public enum ScaleStack
{
    /// <summary>The only one.</summary>
    Only,

    /// <summary>The encoder beside a decoder.</summary>
    Encoder,

    /// <summary>The decoder behind an encoder.</summary>
    Decoder,
}
