namespace NormGen.Modules;

/// <summary>What becomes of a position that several pooling regions cover.</summary>
public enum FoveaBlend
{
    /// <summary>The last region in order writes it, as in the authors' code, even over the fovea.</summary>
    LaterWins,

    /// <summary>As <see cref="LaterWins"/>, but the first region, the fovea, is written last.</summary>
    FoveaLast,

    /// <summary>The mean of the regions' results, weighted by their masks.</summary>
    Weighted,
}
