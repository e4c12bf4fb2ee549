using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace NormGen.Generators.Testing;

/// <summary>Compilations over the files this test runs with: the shared framework, TorchSharp and NormGen. Nothing is downloaded.</summary>
public static class TestCompilation
{
    /// <summary>How test sources are parsed; documentation comments count, as they do for a user who generates documentation.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly Lazy<ImmutableArray<MetadataReference>> Platform = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "TorchSharp.dll" or "NormGen.dll"))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>What every test source sees besides its own text.</summary>
    public static ImmutableArray<MetadataReference> References => Platform.Value;

    /// <summary>The usings that the tests' snippets rely on, as a project's implicit usings would give them.</summary>
    public const string Usings = "global using System; global using NormGen; global using TorchSharp; global using static TorchSharp.torch; global using Tensor = TorchSharp.torch.Tensor;";

    /// <summary>What the SDK quiets in every project: that a reference was compiled against an older framework.</summary>
    private static readonly ImmutableDictionary<string, ReportDiagnostic> Quiet = ImmutableDictionary<string, ReportDiagnostic>.Empty.Add("CS1701", ReportDiagnostic.Suppress).Add("CS1702", ReportDiagnostic.Suppress);

    /// <summary>A library of the given files.</summary>
    public static CSharpCompilation Create(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "Test" + Guid.NewGuid().ToString("N"),
        sources.Prepend(Usings).Select((text, i) => Parse(text, $"Source{i}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999, allowUnsafe: false, specificDiagnosticOptions: Quiet));

    /// <summary>One file.</summary>
    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), ParseOptions, path);

    /// <summary>The compilation with one file edited: the one that contains <paramref name="file"/>.</summary>
    public static CSharpCompilation Edit(this CSharpCompilation compilation, string file, string text, string replacement)
    {
        var tree = compilation.SyntaxTrees.Single(t => t.ToString().Contains(file, StringComparison.Ordinal));
        Assert.Contains(text, tree.ToString());
        return compilation.ReplaceSyntaxTree(tree, Parse(tree.ToString().Replace(text, replacement), tree.FilePath));
    }
}
