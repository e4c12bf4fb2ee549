namespace NormGen.Optimizers;

/// <summary>Which elements of a weight have a common scale that does not matter, because a norm behind the weight takes it away: there only the direction is trained.</summary>
public enum ScaleGroup
{
    /// <summary>Not known: found out at every step from the angle between weight and gradient, as AdamP's authors do.</summary>
    Tested,

    /// <summary>None: the scale of the weight matters.</summary>
    None,

    /// <summary>Each row, which is a slice of the first dimension: an output unit, an output channel, an entry of a table.</summary>
    Row,

    /// <summary>Consecutive rows: a group of channels, an attention head.</summary>
    Block,

    /// <summary>The whole tensor.</summary>
    Layer,
}
