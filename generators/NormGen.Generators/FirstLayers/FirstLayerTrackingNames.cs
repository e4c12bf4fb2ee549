namespace NormGen.Generators.FirstLayers;

/// <summary>The named steps of <see cref="FirstLayerGenerator"/>.</summary>
public static class FirstLayerTrackingNames
{
    /// <summary>A class and its annotated layers are read.</summary>
    public const string Read = "FirstLayer.Read";

    /// <summary>What is written.</summary>
    public const string Write = "FirstLayer.Write";
}
