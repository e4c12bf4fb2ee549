namespace NormGen;

/// <summary>Which stack of a transformer a block belongs to, for rules that treat them apart: <see cref="ResidualScale.DeepNorm"/> and <see cref="ResidualScale.Fixup"/>.</summary>
public enum ResidualStack
{
    /// <summary>The only one: of an encoder-only or a decoder-only model.</summary>
    Only,

    /// <summary>The encoder of an encoder-decoder model.</summary>
    Encoder,

    /// <summary>The decoder of an encoder-decoder model.</summary>
    Decoder,
}
