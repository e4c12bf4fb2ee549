namespace NormGen.Generators.QKNorms;

/// <summary>The named steps of <see cref="QKNormGenerator"/>, as tests see them.</summary>
public static class QKNormTrackingNames
{
    /// <summary>A class and its annotated projections are read.</summary>
    public const string Models = "QKNorm.Models";
}
