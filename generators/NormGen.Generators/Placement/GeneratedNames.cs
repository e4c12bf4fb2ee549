namespace NormGen.Generators.Placement;

/// <summary>Full names that generated blocks and joints use.</summary>
internal static class GeneratedNames
{
    /// <summary>The run-time helpers of a block.</summary>
    public const string Stream = "global::NormGen.Kernels.ResidualStream";

    /// <summary>What a block with a residual factor is for a model that folds.</summary>
    public const string ScaledBlock = "global::NormGen.Folding.IScaledBlock";
}
