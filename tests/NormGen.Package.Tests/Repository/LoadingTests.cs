namespace NormGen.Package.Tests.Repository;

/// <summary>That what this tree builds carries the loading targets too, wherever it is built.</summary>
public sealed class LoadingTests
{
    [Fact]
    public void A_project_as_BenchmarkDotNet_generates_it_runs_the_build_task()
    {
        // Like BenchmarkDotNet's: below a bin folder of the tree, and without the Directory.Build files.
        string project = Path.Combine(AppContext.BaseDirectory, "Generated.csproj");
        File.WriteAllText(project, """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """);
        string assembly = Command.Run("dotnet", AppContext.BaseDirectory, "msbuild", project, "-nologo", "-getProperty:NormGenBuildAssembly", $"-p:Configuration={BuildFacts.Configuration}");
        Assert.True(File.Exists(assembly.Trim()), assembly);
    }
}
