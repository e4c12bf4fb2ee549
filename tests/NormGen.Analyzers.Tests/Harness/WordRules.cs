using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Analyzers.Tests.Harness;

/// <summary>Holds rules that read only classes with certain words to what they find when they read every class.</summary>
internal static partial class WordRules
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.CSharp14);

    private static readonly ImmutableArray<DiagnosticAnalyzer> Gated = Rules(readsAll: false);

    private static readonly ImmutableArray<DiagnosticAnalyzer> Open = Rules(readsAll: true);

    /// <summary>No words keep one of these rules from a finding in a test source.</summary>
    public static async Task AreSound(string source)
    {
        var compilation = CSharpCompilation.Create("Words", [CSharpSyntaxTree.ParseText(Usings.Text + Marks().Replace(source, ""), Parse)], TestReferences.All, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Equal(await Findings(compilation, Open), await Findings(compilation, Gated));
    }

    private static async Task<string[]> Findings(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> rules)
        => [.. (await compilation.WithAnalyzers(rules).GetAnalyzerDiagnosticsAsync()).Select(found => $"{found.Id} {found.Location.SourceSpan}").Order(StringComparer.Ordinal)];

    private static ImmutableArray<DiagnosticAnalyzer> Rules(bool readsAll)
        => [.. typeof(RuleIds).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IWordRule))).Select(type => (DiagnosticAnalyzer)Make(type, readsAll))];

    private static IWordRule Make(Type type, bool readsAll)
    {
        var rule = (IWordRule)Activator.CreateInstance(type)!;
        rule.ReadsAll = readsAll;
        return rule;
    }

    [GeneratedRegex(@"\[\||\|\]|\{\|[^:|{}]*:|\|\}")]
    private static partial Regex Marks();
}
