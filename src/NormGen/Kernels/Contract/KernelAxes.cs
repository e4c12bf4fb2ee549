namespace NormGen.Kernels;

/// <summary>What the numbers of a tensor vary over.</summary>
[Flags]
public enum KernelAxes
{
    /// <summary>One number.</summary>
    None = 0,

    /// <summary>The leading dimensions; over channels, the first one.</summary>
    Rows = 1,

    /// <summary>The last dimension; over channels, all dimensions behind them (positions).</summary>
    Features = 2,

    /// <summary>The second dimension.</summary>
    Channels = 4,

    /// <summary>The groups that channels (or features) are cut into.</summary>
    Groups = 8,

    /// <summary>Rows of features, <c>[.., features]</c>.</summary>
    Elements = Rows | Features,
}
