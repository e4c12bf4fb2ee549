namespace NormGen.CodeModel.Formulas;

/// <summary>What a reduction makes of the numbers along an axis.</summary>
public enum FoldKind
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The smallest.</summary>
    Min,
}
