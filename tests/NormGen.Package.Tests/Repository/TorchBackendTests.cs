using System.Text.Json;

namespace NormGen.Package.Tests.Repository;

/// <summary>The one switch that decides the native backend, evaluated and never restored.</summary>
public sealed class TorchBackendTests
{
    private const string Project = "samples/CharTransformer/CharTransformer.csproj";

    [Fact]
    public void The_default_is_the_CPU_library_of_this_machine_alone()
        => Assert.Equal(
            [OperatingSystem.IsWindows() ? "libtorch-cpu-win-x64" : OperatingSystem.IsMacOS() ? "libtorch-cpu-osx-arm64" : "libtorch-cpu-linux-x64"],
            NativePackages());

    [Fact]
    public void The_switch_takes_CUDA_instead()
    {
        if (!OperatingSystem.IsMacOS())
        {
            Assert.Equal([OperatingSystem.IsWindows() ? "TorchSharp-cuda-windows" : "TorchSharp-cuda-linux"], NativePackages("-p:TorchBackend=cuda"));
        }
    }

    [Fact]
    public void Any_other_backend_is_an_error_that_names_the_choices()
    {
        Exception failure = Assert.ThrowsAny<Exception>(
            () => Command.Run("dotnet", BuildFacts.RepositoryRoot, "msbuild", Project, "-nologo", "-t:CheckTorchBackend", "-p:TorchBackend=rocm"));
        Assert.Contains("it can be cpu or cuda", failure.Message);
    }

    [Fact]
    public void Every_native_package_has_a_central_version()
    {
        string versions = File.ReadAllText(Path.Combine(BuildFacts.RepositoryRoot, "Directory.Packages.props"));
        foreach (string package in new[] { "libtorch-cpu-linux-x64", "libtorch-cpu-win-x64", "libtorch-cpu-win-arm64", "libtorch-cpu-osx-arm64", "TorchSharp-cuda-linux", "TorchSharp-cuda-windows" })
        {
            Assert.Contains($"<PackageVersion Include=\"{package}\"", versions);
        }
    }

    private static string[] NativePackages(params string[] arguments)
    {
        using JsonDocument items = JsonDocument.Parse(
            Command.Run("dotnet", BuildFacts.RepositoryRoot, ["msbuild", Project, "-nologo", "-getItem:PackageReference", .. arguments]));
        return
        [
            .. items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!)
                .Where(name => name.StartsWith("libtorch", StringComparison.Ordinal) || name.StartsWith("TorchSharp-", StringComparison.Ordinal)),
        ];
    }
}
