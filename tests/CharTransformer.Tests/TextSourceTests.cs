using System.Text;
using CharTransformerSample.Data;
using CharTransformerSample.Errors;
using Xunit;

namespace CharTransformerSample.Tests;

public sealed class TextSourceTests
{
    [Fact]
    public void AMissingTextIsNamedWithThePlaceThatWasLookedAt()
        => Assert.Contains($"does not exist (looked for {Path.GetFullPath("no-such-text")})", Complaint("no-such-text"), StringComparison.Ordinal);

    [Fact]
    public void ADirectoryIsNotAText()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is a directory; it must be a file", Complaint(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyTextIsNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is empty", Complaint(folder.Write("empty", [])), StringComparison.Ordinal);
    }

    [Fact]
    public void ATextMustHoldOneWindowInItsHeldOutTenth()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is too short: 89 bytes, where --context 8 needs at least 90", Complaint(folder.Write("short", new byte[89])), StringComparison.Ordinal);
        using var corpus = TextSource.Read(folder.Write("enough", new byte[90]), context: 8);
        Assert.Equal((81, 9), (corpus.Training.size(0), corpus.Validation.size(0)));
    }

    [Fact]
    public void TheRepositoryTextIsEverySourceAndDocumentButNothingThatWasBuilt()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, content) in new[] { ("src/a.cs", "alpha\r\n"), ("docs/b.md", "beta"), ("src/obj/c.cs", "made"), (".git/d.cs", "hidden"), ("e.png", "picture") })
        {
            folder.Write(name, Encoding.UTF8.GetBytes(content));
        }

        var text = Encoding.UTF8.GetString(RepositoryText.Read(folder.Path));

        Assert.Equal("alpha\n\nbeta\n".Length, text.Length);
        Assert.Contains("alpha\n\n", text, StringComparison.Ordinal);
        Assert.Contains("beta\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheRepositoryIsFoundFromWhereTheProgramLies()
    {
        using var corpus = TextSource.Read(null, context: 64);
        Assert.True(corpus.Length > 10_000);
    }

    [Theory]
    [InlineData("half a line\n\nA whole line.\nAnother.\n", "A whole line.\nAnother.\n")]
    [InlineData("one line that is longer than a prompt may be, so that it is cut somewhere: here", "one line that is longer than a prompt may be, so that it is cut ")]
    [InlineData("\n\n\n", "\n")]
    [InlineData("x\n\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4-\u00e4\u00e4", "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4-")]
    public void ASampleStartsFromAWholeLineOfWholeCharacters(string heldOut, string prompt)
    {
        var tenth = Encoding.UTF8.GetBytes(heldOut);
        using var corpus = new Corpus([.. Enumerable.Repeat((byte)'.', 9 * tenth.Length), .. tenth], "text");

        Assert.Equal(prompt, Encoding.UTF8.GetString(corpus.Prompt));
    }

    private static string Complaint(string path) => Assert.Throws<UserError>(() => TextSource.Read(path, context: 8)).Message;
}
