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

    private static readonly TestGroup Gated = new(Rules(readsAll: false));

    private static readonly TestGroup Open = new(Rules(readsAll: true));

    /// <summary>No words keep one of these rules from a finding in a test source.</summary>
    public static async Task AreSound(string source)
    {
        var compilation = CSharpCompilation.Create("Words", [CSharpSyntaxTree.ParseText(Usings.Text + Marks().Replace(source, ""), Parse)], TestReferences.All, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

        // Words only silence: where nothing is found without them, nothing can be lost.
        if (await Findings(compilation, Open) is { Length: > 0 } all) Assert.Equal(all, await Findings(compilation, Gated));
    }

    private static async Task<string[]> Findings(CSharpCompilation compilation, TestGroup rules)
        => [.. (await compilation.WithAnalyzers([rules]).GetAnalyzerDiagnosticsAsync()).Select(found => $"{found.Id} {found.Location.SourceSpan}").Order(StringComparer.Ordinal)];

    private static ImmutableArray<FileRule> Rules(bool readsAll) => [.. RuleGroups.Rules.Where(type => type.IsAssignableTo(typeof(IWordRule))).Select(type => (FileRule)Make(type, readsAll))];

    private static IWordRule Make(Type type, bool readsAll)
    {
        var rule = (IWordRule)Activator.CreateInstance(type)!;
        rule.ReadsAll = readsAll;
        return rule;
    }

    [GeneratedRegex(@"\[\||\|\]|\{\|[^:|{}]*:|\|\}")]
    private static partial Regex Marks();
}
