namespace NormGen.Generators.SelfNormalizing;

/// <summary>The named steps of <see cref="SelfNormalizingGenerator"/>.</summary>
public static class SelfNormalizingTrackingNames
{
    /// <summary>A class, read.</summary>
    public const string Read = "SelfNormalizing.Read";
}
