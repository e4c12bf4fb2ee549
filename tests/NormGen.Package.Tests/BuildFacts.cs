using System.Reflection;

namespace NormGen.Package.Tests;

/// <summary>What the project file tells the tests about the build they come from.</summary>
internal static class BuildFacts
{
    public static string RepositoryRoot => Get(nameof(RepositoryRoot));

    public static string Configuration => Get(nameof(Configuration));

    public static string PackageCache => Get(nameof(PackageCache));

    /// <summary>The library as TorchSharp's package has it.</summary>
    public static string LibTorchSharp => Get(nameof(LibTorchSharp));

    private static string Get(string key)
        => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
