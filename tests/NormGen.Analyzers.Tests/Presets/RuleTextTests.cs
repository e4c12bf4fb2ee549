namespace NormGen.Analyzers.Tests.Presets;

/// <summary>The table of rules and the presets are what the descriptors say. With <c>NORMGEN_WRITE_RULES=1</c> in the environment they are written anew.</summary>
public sealed class RuleTextTests
{
    private const string Start = "<!-- rules -->\n";
    private const string End = "<!-- end of rules -->";

    public static TheoryData<string> Names => [.. RuleTexts.Presets.Keys];

    internal static bool IsWriting => Environment.GetEnvironmentVariable("NORMGEN_WRITE_RULES") == "1";

    private static string Folder => Path.Combine(RuleDocumentationTests.Root, "docs", "rules");

    [Fact]
    public void The_table_of_rules_is_that_of_the_descriptors()
    {
        var page = Path.Combine(Folder, "README.md");
        var text = File.ReadAllText(page).ReplaceLineEndings("\n");
        var (from, to) = (text.IndexOf(Start, StringComparison.Ordinal) + Start.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (IsWriting) File.WriteAllText(page, text[..from] + RuleTexts.Table() + text[to..]);
        else Assert.Equal(RuleTexts.Table(), text[from..to]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_preset_is_that_of_the_descriptors(string name)
    {
        Check(name + ".editorconfig", RuleTexts.Preset(name));
        Check(name + ".globalconfig", RuleTexts.Global(name));
    }

    private static void Check(string name, string text)
    {
        var file = Path.Combine(Folder, "presets", name);
        if (IsWriting) File.WriteAllText(file, text);
        else Assert.Equal(text, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }
}
