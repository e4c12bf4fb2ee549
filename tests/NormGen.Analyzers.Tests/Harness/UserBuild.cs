using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Generators.Conversions;
using NormGen.Generators.FirstLayers;
using NormGen.Generators.Foldings;
using NormGen.Generators.Fused;
using NormGen.Generators.Optimizers;
using NormGen.Generators.Placement;
using NormGen.Generators.Projections;
using NormGen.Generators.QKNorms;
using NormGen.Generators.SelfNormalizing;
using NormGen.Generators.Stacks;

namespace NormGen.Analyzers.Tests.Harness;

/// <summary>What a user sees who builds a file: compiler, generators and all rules together.</summary>
internal static class UserBuild
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.CSharp14);

    /// <summary>Every error, as its id and the text it stands on, in the order of the file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="library">A file of a library that it references and that NormGen's generators have never seen, or null.</param>
    public static async Task<string[]> Errors(string source, string? library = null)
        => [.. (await All(source, library)).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d.Id} {d.Location.SourceTree?.GetText().ToString(d.Location.SourceSpan)}")];

    /// <summary>The messages of one rule, behind the text that each stands on.</summary>
    public static async Task<string[]> Messages(string source, string id)
        => [.. (await All(source, null)).Where(d => d.Id == id).Select(d => $"{d.Location.SourceTree?.GetText().ToString(d.Location.SourceSpan)}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];

    /// <summary>A file built with what the generators add, loaded.</summary>
    public static Assembly Load(string source)
    {
        using var image = new MemoryStream();
        var built = Generated(Compile("User" + Guid.NewGuid().ToString("N"), source, []));
        Assert.Empty(built.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        return new AssemblyLoadContext(built.AssemblyName, isCollectible: true).LoadFromStream(image);
    }

    private static async Task<IEnumerable<Diagnostic>> All(string source, string? library)
    {
        if (Recording.IsOn) return [];
        var output = Generated(Compile("User", source, library is null ? [] : [Library(library)]));
        var found = await output.WithAnalyzers(RuleGroups.Analyzers).GetAnalyzerDiagnosticsAsync();
        return output.GetDiagnostics().Concat(found).OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal);
    }

    private static Compilation Generated(CSharpCompilation compilation)
    {
        IIncrementalGenerator[] generators = [new PlacementGenerator(), new StackGenerator(), new QKNormGenerator(), new FusedGenerator(), new OptimizerGenerator(), new FirstLayerGenerator(), new ProjectionGenerator(), new SelfNormalizingGenerator(), new ConversionGenerator(), new FoldingGenerator()];
        CSharpGeneratorDriver.Create(generators.Select(g => g.AsSourceGenerator()), parseOptions: Parse).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var own);
        Assert.Empty(own);
        return output;
    }

    private static CSharpCompilation Compile(string name, string source, MetadataReference[] more) => CSharpCompilation.Create(
        name,
        [CSharpSyntaxTree.ParseText(Usings.Text + source, Parse, name + ".cs")],
        [.. TestReferences.All, .. more],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static PortableExecutableReference Library(string source)
    {
        using var image = new MemoryStream();
        Assert.Empty(Compile("Library", source, []).Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        return MetadataReference.CreateFromStream(image);
    }
}
