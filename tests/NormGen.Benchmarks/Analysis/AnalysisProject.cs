using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Generators.FirstLayers;
using NormGen.Generators.Fused;
using NormGen.Generators.Optimizers;
using NormGen.Generators.Placement;
using NormGen.Generators.Projections;

namespace NormGen.Benchmarks.Analysis;

/// <summary>A project that rules run over.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Files">Writes its files.</param>
/// <param name="References">What it refers to besides the runtime.</param>
internal sealed record AnalysisProject(string Name, Lazy<IReadOnlyList<(string File, string Text)>> Files, IReadOnlyList<string> References)
{
    private const string Usings = "global using System;\nglobal using System.Collections.Generic;\nglobal using System.IO;\nglobal using System.Linq;\nglobal using System.Threading;\nglobal using System.Threading.Tasks;\n";

    private static readonly string TorchSharp = typeof(TorchSharp.torch).Assembly.Location;

    /// <summary>Its files: name and text.</summary>
    public IReadOnlyList<(string File, string Text)> Sources => Files.Value;

    /// <summary>Module classes as people write them: blocks, convolutional nets, models of them, and the training of these.</summary>
    public static AnalysisProject Generated(int classes)
        => new($"{classes} module classes", new(() => [.. Enumerable.Range(0, classes / AnalysisSources.ClassesPerFile).Select(number => (FileName(number), AnalysisSources.Models(number)))]), [TorchSharp, typeof(FusedAttribute).Assembly.Location]);

    /// <summary>The library of this repository, with what its generators write.</summary>
    public static AnalysisProject NormGen() => new("src/NormGen", new(Library), [TorchSharp]);

    /// <summary>As many classes, without TorchSharp among the references.</summary>
    public static AnalysisProject WithoutTorch(int classes) => new($"{classes} classes, no TorchSharp", new(() => [.. Enumerable.Range(0, classes).Select(number => (FileName(number), AnalysisSources.Plain(number)))]), []);

    /// <summary>The repository.</summary>
    public static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "NormGen.sln"))) root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("NormGen.sln");
        return root;
    }

    private static IReadOnlyList<(string File, string Text)> Library()
    {
        var folder = Path.Combine(Root(), "src", "NormGen");
        (string File, string Text)[] sources = [("Usings.cs", Usings), .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains(Path.DirectorySeparatorChar + "obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal)).Select((file, index) => (FileName(index), File.ReadAllText(file)))];
        var parse = new CSharpParseOptions(LanguageVersion.CSharp14);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(file => Path.GetFileName(file) != "NormGen.dll").Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create("NormGen", sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, parse, source.File)), references, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        IIncrementalGenerator[] generators = [new PlacementGenerator(), new FusedGenerator(), new OptimizerGenerator(), new FirstLayerGenerator(), new ProjectionGenerator()];
        var driver = CSharpGeneratorDriver.Create(generators.Select(generator => generator.AsSourceGenerator()), parseOptions: parse).RunGenerators(compilation);
        var generated = driver.GetRunResult().GeneratedTrees.Select((tree, index) => (string.Create(CultureInfo.InvariantCulture, $"Generated{index}.g.cs"), tree.ToString()));
        return [.. sources, .. generated];
    }

    private static string FileName(int number) => string.Create(CultureInfo.InvariantCulture, $"File{number}.cs");
}
