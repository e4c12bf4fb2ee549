using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Tests.Harness;
using NormGen.Generators.FirstLayers;

namespace NormGen.Analyzers.Tests.Robustness;

/// <summary>Runs every analyzer and every generator over files that need not compile, and tells what threw or took too long.</summary>
internal static class EveryRule
{
    // An analyzer that hangs is one; what is slow on a busy machine is not.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.CSharp14);

    private static readonly ImmutableArray<IIncrementalGenerator> Generators = Instances<IIncrementalGenerator>(typeof(FirstLayerGenerator));

    /// <summary>The findings over some files, every rule switched on.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">An analyzer or generator threw, or did not end.</exception>
    public static async Task<ImmutableArray<Diagnostic>> Over(IEnumerable<string> sources, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        var compilation = CSharpCompilation.Create("Foreign", sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, Parse, $"File{index}.cs")), TestReferences.All, new(kind, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var driver = CSharpGeneratorDriver.Create(Generators.Select(generator => generator.AsSourceGenerator()), parseOptions: Parse).RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        Assert.All(driver.GetRunResult().Results, result => Assert.True(result.Exception is null, $"{result.Generator.GetGeneratorType().Name}: {result.Exception}"));

        var thrown = new ConcurrentQueue<string>();
        var options = new CompilationWithAnalyzersOptions(new([]), (exception, analyzer, _) => thrown.Enqueue($"{analyzer.GetType().Name}: {exception}"), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        using var timeout = new CancellationTokenSource(Longest);
        var found = await output.WithAnalyzers(RuleGroups.Analyzers, options).GetAnalyzerDiagnosticsAsync(timeout.Token);
        Assert.Empty(thrown);
        return found;
    }

    private static ImmutableArray<T> Instances<T>(Type of) => [.. of.Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(T))).OrderBy(type => type.FullName, StringComparer.Ordinal).Select(type => (T)Activator.CreateInstance(type)!)];
}
