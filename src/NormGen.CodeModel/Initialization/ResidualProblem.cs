namespace NormGen.CodeModel.Initialization;

/// <summary>What can be wrong with the numbers that scale a residual branch.</summary>
public enum ResidualProblem
{
    /// <summary>A number multiplies a branch directly before its output norm. Arguments: the sublayer; the number.</summary>
    ScalarBeforeOutputNorm,

    /// <summary>The factor of a branch begins at zero, and so does the layer that makes the branch's output. Arguments: the factor; the weight.</summary>
    ZeroGateAndZeroLayer,

    /// <summary>The weights that make a branch's output are made small by the depth, and the branch is scaled by the depth besides. Arguments: the weight; the rule.</summary>
    ScaledTwice,
}
