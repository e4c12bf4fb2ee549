namespace NormGen.Generators.Fused;

/// <summary>The named steps of <see cref="FusedGenerator"/>, for tests of incrementality.</summary>
public static class FusedTrackingNames
{
    /// <summary>Attributed methods, read into models; null where nothing can be written.</summary>
    public const string Read = "Fused.Read";

    /// <summary>The models a file is written for.</summary>
    public const string Write = "Fused.Write";
}
