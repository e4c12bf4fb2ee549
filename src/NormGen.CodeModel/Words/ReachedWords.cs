namespace NormGen.CodeModel.Words;

/// <summary>The words of several texts together.</summary>
/// <param name="parts">The texts.</param>
internal sealed class ReachedWords(Func<IEnumerable<WrittenPart>> parts)
{
    private readonly object gate = new();
    private WordSet words;

    /// <summary>Whether one of them has a word.</summary>
    public bool Has(int number)
    {
        lock (gate)
        {
            if (number >= words.Count)
            {
                words = WordSet.None();
                foreach (var part in parts()) words.Add(part.Words(words.Count));
            }

            return words.Has(number);
        }
    }
}
