namespace NormGen.Generators.Testing;

/// <summary>The repository that the tests run in.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "NormGen.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
