namespace NormGen.CodeModel.Invariance;

/// <summary>Which elements of a weight may be scaled apart from the others.</summary>
public enum ScaleGroup
{
    /// <summary>Each slice of the first dimension: an output row of a linear map, an output channel of a convolution, an entry of a table.</summary>
    Row,

    /// <summary>Consecutive rows: a group of channels, an attention head.</summary>
    Block,

    /// <summary>The whole tensor.</summary>
    Layer,
}
