namespace NormGen;

/// <summary>What Normalize-and-Project does with gains and offsets of norms, whose scale matters unlike that of the weights before them.</summary>
public enum ScaleOffsetMode
{
    /// <summary>They train freely, which is enough for short runs.</summary>
    None,

    /// <summary>Gain and offset of a norm together to the norm they begin with, <c>√d</c>: for functions of degree one behind the norm (ReLU and its kin), where they act like a weight of the next layer.</summary>
    Joint,

    /// <summary>A weak decay towards 1 and 0, for functions that are not of degree one (GELU, tanh).</summary>
    DecayToInit,
}
