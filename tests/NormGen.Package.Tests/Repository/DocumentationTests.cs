using System.Text.RegularExpressions;

namespace NormGen.Package.Tests.Repository;

/// <summary>Pages lead to pages that are there, every method can be found, and no figure is left out.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Folders = ["docs", "samples", "tests/golden"];

    private static IEnumerable<string> Pages
        => Folders.SelectMany(folder => Directory.GetFiles(Path.Combine(BuildFacts.RepositoryRoot, folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(BuildFacts.RepositoryRoot, "*.md"));

    [Fact]
    public void Every_link_to_a_file_leads_to_one()
        => Assert.Empty(
            from page in Pages
            from target in Targets(page)
            where !File.Exists(target) && !Directory.Exists(target)
            select $"{page}: {target}");

    [Fact]
    public void Every_method_is_reached_from_one_of_the_two_guides()
    {
        string methods = Path.Combine(BuildFacts.RepositoryRoot, "docs", "methods");
        string[] guides = [Path.Combine(methods, "README.md"), Path.Combine(methods, "which-norm-where.md")];
        Assert.Empty(Directory.GetFiles(methods, "*.md").Except(guides).Except(guides.SelectMany(Targets)));
    }

    [Fact]
    public void No_word_stands_in_the_place_of_a_figure()
        => Assert.Empty(
            from page in Pages
            from Match word in Placeholder().Matches(Code().Replace(File.ReadAllText(page), ""))
            select $"{page}: {word.Value}");

    private static IEnumerable<string> Targets(string page)
        => Link().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value).Where(target => !target.Contains(':'))
            .Select(target => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, target)));

    [GeneratedRegex(@"\]\(([^)#\s]+)")]
    private static partial Regex Link();

    /// <summary>A name in capitals that is not code.</summary>
    [GeneratedRegex("[A-Z]{2,}_[A-Z_]+")]
    private static partial Regex Placeholder();

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();
}
