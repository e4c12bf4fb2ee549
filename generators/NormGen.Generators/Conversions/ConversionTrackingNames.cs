namespace NormGen.Generators.Conversions;

/// <summary>The named steps of <see cref="ConversionGenerator"/>.</summary>
public static class ConversionTrackingNames
{
    /// <summary>A class and its residual stream are read.</summary>
    public const string Read = "Conversion.Read";

    /// <summary>What is written.</summary>
    public const string Write = "Conversion.Write";
}
