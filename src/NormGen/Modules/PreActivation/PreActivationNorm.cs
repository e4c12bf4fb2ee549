namespace NormGen.Modules;

/// <summary>The norm in front of a nonlinearity.</summary>
public enum PreActivationNorm
{
    /// <summary>Mean subtracted, with gain and offset; the offset takes the place of the bias of the linear map before it.</summary>
    LayerNorm,

    /// <summary>Mean kept, with a gain.</summary>
    RMSNorm,
}
