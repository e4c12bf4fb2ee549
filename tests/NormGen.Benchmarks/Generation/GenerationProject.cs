using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NormGen.Benchmarks.Generation;

/// <summary>A user's project in memory, and edits of it. Syntax trees are shared by all its compilations, as in an editor; what a compilation binds belongs to it alone.</summary>
/// <param name="sources">Its files.</param>
internal sealed class GenerationProject(IReadOnlyList<string> sources)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "TorchSharp.dll" or "NormGen.dll" or "CommunityToolkit.Mvvm.dll"))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    private readonly SyntaxTree[] trees = [.. sources.Select((text, i) => Parse(text, $"File{i}.cs"))];

    /// <summary>A driver that has run nothing.</summary>
    public static GeneratorDriver Driver(IIncrementalGenerator generator) => CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: Options);

    /// <summary>A driver that records why each step ran.</summary>
    public static GeneratorDriver TrackingDriver(IIncrementalGenerator generator) => CSharpGeneratorDriver.Create(
        [generator.AsSourceGenerator()], parseOptions: Options, driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The project after an edit of a file that no attribute stands in. Nothing of it has been bound.</summary>
    /// <param name="member">What stands in that file now.</param>
    /// <param name="last">What stands in the last of its own files now; null for what always stood there.</param>
    public CSharpCompilation With(string member, string? last = null) => CSharpCompilation.Create(
        "User",
        [.. trees[..^1], last is null ? trees[^1] : Parse(last, trees[^1].FilePath), Parse($"public class Unrelated {{ {member} }}", "Unrelated.cs")],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Options, path, System.Text.Encoding.UTF8);
}
