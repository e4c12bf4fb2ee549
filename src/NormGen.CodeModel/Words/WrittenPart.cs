using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NormGen.CodeModel.Words;

/// <summary>The text of a file, or of one declaration in it.</summary>
/// <param name="tree">The file.</param>
/// <param name="span">The declaration; empty for the whole file.</param>
internal sealed class WrittenPart(SyntaxTree tree, TextSpan span)
{
    private readonly object gate = new();
    private WordSet words;
    private int[]? names;

    /// <summary>Whether it has a word.</summary>
    public bool Has(int number) => Words(number + 1).Has(number);

    /// <summary>Its words: of as many as are asked for, or more.</summary>
    public WordSet Words(int atLeast)
    {
        lock (gate)
        {
            if (atLeast > words.Count) words = WordSet.Of(Text());
            return words;
        }
    }

    /// <summary>The names in it, as hashes. Keywords, and what stands in comments and strings, are among them.</summary>
    public int[] Names
    {
        get
        {
            lock (gate) return names ??= WrittenNames.In(Text());
        }
    }

    private string Text() => span.IsEmpty ? tree.GetText().ToString() : tree.GetText().ToString(span);
}
