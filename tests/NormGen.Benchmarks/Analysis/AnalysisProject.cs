using System.Collections.Immutable;
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
/// <param name="Compilation">A fresh compilation of it, of which nothing has been bound.</param>
internal sealed record AnalysisProject(string Name, Func<CSharpCompilation> Compilation)
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.IO;\nusing System.Linq;\nusing System.Threading;\nusing System.Threading.Tasks;\n";

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.CSharp14);

    private static readonly ImmutableArray<MetadataReference> References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];

    /// <summary>Module classes as people write them: blocks, convolutional nets, models of them, and the training of these.</summary>
    public static AnalysisProject Generated(int classes)
    {
        string[] sources = [.. Enumerable.Range(0, classes / AnalysisSources.ClassesPerFile).Select(AnalysisSources.Models)];
        return Of($"{classes} module classes", sources, _ => true);
    }

    /// <summary>The library of this repository, with what its generators write.</summary>
    public static AnalysisProject NormGen()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "NormGen.sln"))) root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("NormGen.sln");
        var files = Directory.EnumerateFiles(Path.Combine(root, "src", "NormGen"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains(Path.DirectorySeparatorChar + "obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal)).Select(File.ReadAllText).ToArray();
        var project = Of("src/NormGen", [Usings.Replace("using ", "global using ", StringComparison.Ordinal), .. files], reference => Path.GetFileName(reference) != "NormGen.dll");
        IIncrementalGenerator[] generators = [new PlacementGenerator(), new FusedGenerator(), new OptimizerGenerator(), new FirstLayerGenerator(), new ProjectionGenerator()];
        CSharpGeneratorDriver.Create(generators.Select(generator => generator.AsSourceGenerator()), parseOptions: Parse).RunGeneratorsAndUpdateCompilation(project.Compilation(), out var output, out _);
        ImmutableArray<SyntaxTree> trees = [.. output.SyntaxTrees];
        return project with { Compilation = () => ((CSharpCompilation)output).RemoveAllSyntaxTrees().AddSyntaxTrees(trees) };
    }

    /// <summary>As many classes, without TorchSharp among the references.</summary>
    public static AnalysisProject WithoutTorch(int classes)
        => Of($"{classes} classes, no TorchSharp", [.. Enumerable.Range(0, classes).Select(AnalysisSources.Plain)], reference => Path.GetFileName(reference) is not ("TorchSharp.dll" or "NormGen.dll"));

    private static AnalysisProject Of(string name, string[] sources, Func<string, bool> references)
    {
        ImmutableArray<SyntaxTree> trees = [.. sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, Parse, string.Create(CultureInfo.InvariantCulture, $"File{index}.cs")))];
        ImmutableArray<MetadataReference> kept = [.. References.Where(reference => references(reference.Display ?? ""))];
        return new(name, () => CSharpCompilation.Create("User", trees, kept, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)));
    }
}
