namespace NormGen.CodeModel.Words;

/// <summary>Which of the words of all rules a text has. A text is looked through once for all of them.</summary>
internal readonly struct WordSet
{
    private static readonly List<string> All = [];

    private readonly ulong[] bits;

    private WordSet(int count) => (Count, bits) = (count, new ulong[(count + 63) / 64]);

    /// <summary>How many words there were when it was made: of later ones it knows nothing.</summary>
    public int Count { get; }

    /// <summary>The number of a word; a new one if it was not asked for before.</summary>
    public static int Register(string word)
    {
        lock (All)
        {
            if (!All.Contains(word)) All.Add(word);
            return All.IndexOf(word);
        }
    }

    /// <summary>A set without words, to which those of texts are added.</summary>
    public static WordSet None()
    {
        lock (All) return new(All.Count);
    }

    /// <summary>Looks through a text.</summary>
    public static WordSet Of(string text)
    {
        string[] words;
        lock (All) words = [.. All];
        var found = new WordSet(words.Length);
        for (var number = 0; number < words.Length; number++)
        {
            if (text.IndexOf(words[number], StringComparison.Ordinal) >= 0) found.bits[number >> 6] |= 1UL << (number & 63);
        }

        return found;
    }

    /// <summary>Whether a word that was known when the set was made is among them.</summary>
    public bool Has(int number) => (bits[number >> 6] >> (number & 63) & 1) != 0;

    /// <summary>Adds those of a set that knows as many words or more.</summary>
    public void Add(WordSet other)
    {
        for (var i = 0; i < bits.Length; i++) bits[i] |= other.bits[i];
    }
}
