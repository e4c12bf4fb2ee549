namespace NormGen.Package.Tests.Package;

/// <summary>The tests that share one package; in one collection they also build one after the other.</summary>
[CollectionDefinition(nameof(PackedNormGen))]
public sealed class PackedNormGenCollection : ICollectionFixture<PackedNormGen>;

/// <summary>The package, packed once for all tests from what the build has just made, under a version that no cache knows.</summary>
public sealed class PackedNormGen : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PackedNormGen()
    {
        Version = "0.0.1-test." + Guid.NewGuid().ToString("N");
        Command.Run(
            "dotnet", BuildFacts.RepositoryRoot,
            "pack", "src/NormGen", "--no-build", "--nologo", "-c", BuildFacts.Configuration, "-o", folder.Path, $"-p:PackageVersion={Version}");
    }

    public string Version { get; }

    public string Folder => folder.Path;

    /// <summary>Where projects restore the package to: one place, so that the compiler loads its generators and rules once for all tests.</summary>
    public string RestoredPackages => folder.File("restored");

    public string File => folder.File($"NormGen.{Version}.nupkg");

    public void Dispose() => folder.Dispose();
}
