namespace NormGen.CodeModel.Flow;

/// <summary>Over which elements a normalization takes its statistics.</summary>
public enum FlowNorm
{
    /// <summary>The last axes, mean subtracted.</summary>
    Layer,

    /// <summary>The last axes, mean kept.</summary>
    RootMeanSquare,

    /// <summary>A unit of length along one axis.</summary>
    Length,

    /// <summary>Batch and positions, apart for each channel, mean subtracted.</summary>
    Batch,

    /// <summary>Positions, apart for each sample and channel, mean subtracted.</summary>
    Instance,

    /// <summary>Positions and the channels of a group, mean subtracted.</summary>
    Group,

    /// <summary>All tokens, apart for each feature, mean kept; in evaluation a constant scale and shift.</summary>
    Offline,
}
