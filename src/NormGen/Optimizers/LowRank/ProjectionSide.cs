namespace NormGen.Optimizers;

/// <summary>Which side of a gradient is projected to a few directions. The names are those of GaLore's <c>proj_type</c>.</summary>
public enum ProjectionSide
{
    /// <summary>The shorter side: columns where there are at least as many rows, else rows.</summary>
    Std,

    /// <summary>The longer side.</summary>
    ReverseStd,

    /// <summary>Columns: <c>low = G · Bᵀ</c> with right singular vectors as the rows of B.</summary>
    Right,

    /// <summary>Rows: <c>low = Aᵀ · G</c> with left singular vectors as the columns of A.</summary>
    Left,

    /// <summary>Both: <c>low = Aᵀ · G · Bᵀ</c>.</summary>
    Full,
}
