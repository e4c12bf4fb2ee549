namespace NormGen.Modules;

/// <summary>What a <see cref="FusedLayerNorm"/> computes: LayerNorm, or what takes its place where the stream that it reads was recentred.</summary>
/// <remarks>Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858.</remarks>
public enum LayerNormForm
{
    /// <summary>LayerNorm, of any rows.</summary>
    Layer,

    /// <summary>Root mean square norm: the same for rows of mean zero.</summary>
    RootMeanSquare,

    /// <summary>Compressed root mean square norm: the same for the first elements of rows of mean zero whose last is not stored.</summary>
    Compressed,
}
