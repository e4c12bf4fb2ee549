using System.Runtime.InteropServices;

namespace NormGen.Package.Tests.Package;

/// <summary>A copy of the Consumer project outside the tree that knows NormGen only as a package.</summary>
internal sealed class FreshProject : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FreshProject(PackedNormGen package)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        // NormGen goes into the packages folder of the tests, which ends with them; everything else is taken from this machine's.
        File.WriteAllText(folder.File("Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <NormGenVersion>{package.Version}</NormGenVersion>
                <LibTorchPackage>{LibTorchPackage}</LibTorchPackage>
                <RestorePackagesPath>{package.RestoredPackages}</RestorePackagesPath>
                <RestoreFallbackFolders>{BuildFacts.PackageCache}</RestoreFallbackFolders>
                <RestoreAdditionalProjectSources>{package.Folder}</RestoreAdditionalProjectSources>
              </PropertyGroup>
            </Project>
            """);
    }

    private static string LibTorchPackage
        => OperatingSystem.IsWindows() ? "libtorch-cpu-win-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()
        : OperatingSystem.IsMacOS() ? "libtorch-cpu-osx-arm64"
        : "libtorch-cpu-linux-x64";

    public string PathOf(string name) => folder.File(name);

    public string Dotnet(params string[] arguments) => Command.Run("dotnet", folder.Path, arguments);

    public void Dispose() => folder.Dispose();
}
