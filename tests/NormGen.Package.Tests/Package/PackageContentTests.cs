using System.IO.Compression;
using System.Xml.Linq;

namespace NormGen.Package.Tests.Package;

/// <summary>What lies in the package, entry by entry, and what it says of itself.</summary>
[Collection(nameof(PackedNormGen))]
public sealed class PackageContentTests(PackedNormGen package)
{
    [Fact]
    public void The_package_holds_exactly_these_files()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.File);
        string[] entries = [.. archive.Entries.Select(entry => entry.FullName).Where(name => !IsPackaging(name)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "LICENSE",
                "NormGen.nuspec",
                "README.md",
                "analyzers/dotnet/cs/NormGen.Analyzers.dll",
                "analyzers/dotnet/cs/NormGen.CodeFixes.dll",
                "analyzers/dotnet/cs/NormGen.CodeModel.dll",
                "analyzers/dotnet/cs/NormGen.Generators.dll",
                "buildTransitive/NormGen.Build.dll",
                "buildTransitive/NormGen.Loading.targets",
                "buildTransitive/NormGen.props",
                "buildTransitive/NormGen.targets",
                "buildTransitive/presets/all.globalconfig",
                "buildTransitive/presets/quiet.globalconfig",
                "buildTransitive/presets/recommended.globalconfig",
                "editorconfig/all.editorconfig",
                "editorconfig/quiet.editorconfig",
                "editorconfig/recommended.editorconfig",
                "lib/net10.0/NormGen.dll",
                "lib/net10.0/NormGen.xml",
            ],
            entries);
    }

    [Fact]
    public void It_depends_on_TorchSharp_alone()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.File);
        using Stream stream = archive.GetEntry("NormGen.nuspec")!.Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single();
        XNamespace names = metadata.Name.Namespace;
        Assert.Equal(["TorchSharp"], metadata.Descendants(names + "dependency").Select(dependency => dependency.Attribute("id")!.Value));
        Assert.Equal("MIT", metadata.Element(names + "license")!.Value);
        Assert.Equal("README.md", metadata.Element(names + "readme")!.Value);
    }

    [Fact]
    public void Packing_the_solution_makes_no_other_package()
    {
        string projects = Command.Run("dotnet", BuildFacts.RepositoryRoot, "sln", "NormGen.sln", "list");
        foreach (string project in projects.Split('\n').Select(line => line.Trim()).Where(line => line.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            string text = File.ReadAllText(Path.Combine(BuildFacts.RepositoryRoot, project.Replace('\\', '/')));
            Assert.Equal(Path.GetFileName(project.Replace('\\', '/')) == "NormGen.csproj", text.Contains("NormGen.Package.targets"));
            Assert.DoesNotContain("<IsPackable>", text);
        }
    }

    private static bool IsPackaging(string name) => name is "[Content_Types].xml" or "_rels/.rels" || name.StartsWith("package/", StringComparison.Ordinal);
}
