using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Analyzers.Tests;

/// <summary>Every rule has an id of its own, a page, a row in the table of rules and a line in the release notes.</summary>
public sealed class RuleDocumentationTests
{
    public static TheoryData<string> Ids => [.. Descriptors.Select(d => d.Id)];

    internal static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
    [
        .. typeof(RuleIds).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .SelectMany(t => ((DiagnosticAnalyzer)Activator.CreateInstance(t)!).SupportedDiagnostics)
            .DistinctBy(d => d),
    ];

    [Fact]
    public void Each_id_belongs_to_one_rule() => Assert.Empty(Descriptors.GroupBy(d => d.Id).Where(g => g.Count() > 1).Select(g => g.Key));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_page_that_says_why_and_how_sure_shows_bad_and_good_and_knows_its_limits(string id)
    {
        var page = Path.Combine(Root, "docs", "rules", id + ".md");
        Assert.True(File.Exists(page), $"{page} is missing.");
        var text = File.ReadAllText(page);
        Assert.StartsWith($"# {id}: ", text, StringComparison.Ordinal);
        foreach (var part in (string[])["## Why", "\nHow sure: ", "## Bad", "## Good", "## Configure and suppress", "## Known limits"]) Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.EndsWith($"/docs/rules/{id}.md", Descriptors.First(d => d.Id == id).HelpLinkUri, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_stands_in_the_table_of_rules(string id)
        => Assert.Contains($"[{id}]({id}.md)", File.ReadAllText(Path.Combine(Root, "docs", "rules", "README.md")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_stands_in_the_release_notes_with_its_severity(string id)
    {
        var rule = Descriptors.First(d => d.Id == id);
        var notes = File.ReadAllText(Path.Combine(Root, "analyzers", "NormGen.Analyzers", "AnalyzerReleases.Unshipped.md")) + File.ReadAllText(Path.Combine(Root, "analyzers", "NormGen.Analyzers", "AnalyzerReleases.Shipped.md"));
        Assert.Contains($"{id} | {rule.Category} | {(rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled")} | {rule.Title}", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fix_belongs_to_a_rule_whose_page_speaks_of_it()
    {
        var fixable = typeof(CodeFixes.RuleCodeFix).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(CodeFixProvider)))
            .SelectMany(t => ((CodeFixProvider)Activator.CreateInstance(t)!).FixableDiagnosticIds).ToHashSet();
        Assert.Subset(Descriptors.Select(d => d.Id).ToHashSet(), fixable);
        Assert.All(Descriptors, d => Assert.Equal(fixable.Contains(d.Id), !File.ReadAllText(Path.Combine(Root, "docs", "rules", d.Id + ".md")).Contains("Fix: none", StringComparison.Ordinal)));
    }

    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) => File.Exists(Path.Combine(folder, "NormGen.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("NormGen.sln"));
}
