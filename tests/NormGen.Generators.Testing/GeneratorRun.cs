using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NormGen.Generators.Testing;

/// <summary>One run of generators over a compilation, with what came out.</summary>
public sealed class GeneratorRun
{
    private GeneratorRun(CSharpCompilation output, GeneratorDriverRunResult result)
    {
        Output = output;
        Result = result;
    }

    /// <summary>The compilation with the generated files.</summary>
    public CSharpCompilation Output { get; }

    /// <summary>What the driver says.</summary>
    public GeneratorDriverRunResult Result { get; }

    /// <summary>The generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Files => Result.Results.SelectMany(r => r.GeneratedSources).ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>Every warning and error of the compiler; documentation may be missing in the test's own snippets, not in generated files.</summary>
    public ImmutableArray<Diagnostic> Problems => [.. Output.GetDiagnostics().Where(IsProblem)];

    /// <summary>Runs a generator once.</summary>
    public static GeneratorRun Of(IIncrementalGenerator generator, CSharpCompilation compilation) => Of([generator], compilation);

    /// <summary>Runs several generators once.</summary>
    public static GeneratorRun Of(IEnumerable<IIncrementalGenerator> generators, CSharpCompilation compilation)
    {
        var driver = Driver(generators).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var own);
        Assert.Empty(own);
        var result = driver.GetRunResult();
        Assert.All(result.Results, r => Assert.Null(r.Exception));
        return new((CSharpCompilation)output, result);
    }

    /// <summary>A driver that records why each step ran.</summary>
    public static GeneratorDriver Driver(params IEnumerable<IIncrementalGenerator> generators) => CSharpGeneratorDriver.Create(
        generators.Select(g => g.AsSourceGenerator()),
        parseOptions: TestCompilation.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Fails on any warning or error, then loads the library into a context of its own.</summary>
    public Assembly Load()
    {
        using var stream = new MemoryStream();
        var emitted = Output.Emit(stream, xmlDocumentationStream: Stream.Null);
        var problems = emitted.Diagnostics.Where(IsProblem).ToList();
        if (problems.Count > 0) Assert.Fail(string.Join("\n", problems) + "\n" + string.Join("\n", problems.Select(p => p.Location.SourceTree).OfType<SyntaxTree>().Distinct().Select(t => t.ToString())));
        stream.Position = 0;
        return new AssemblyLoadContext(Output.AssemblyName, isCollectible: true).LoadFromStream(stream);
    }

    private bool IsProblem(Diagnostic diagnostic)
        => diagnostic.Severity >= DiagnosticSeverity.Warning && !(diagnostic.Id == "CS1591" && !Result.GeneratedTrees.Contains(diagnostic.Location.SourceTree!));
}
