namespace NormGen.CodeModel.Words;

/// <summary>Reads the names in a text. Two names may have one hash, which makes a class reach too much and never too little.</summary>
internal static class WrittenNames
{
    // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    private const uint Start = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>The hash of a name.</summary>
    public static int Hash(string name)
    {
        var hash = Start;
        foreach (var letter in name) hash = Step(hash, letter);
        return (int)hash;
    }

    /// <summary>The hashes of all names in a text, each once.</summary>
    public static int[] In(string text)
    {
        var names = new HashSet<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsOfName(text[i])) continue;
            var (hash, isNumber) = (Start, char.IsDigit(text[i]));
            for (; i < text.Length && IsOfName(text[i]); i++) hash = Step(hash, text[i]);
            if (!isNumber) names.Add((int)hash);
        }

        return [.. names];
    }

    private static bool IsOfName(char letter) => letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or >= '0' and <= '9' || letter >= 0x80 && char.IsLetterOrDigit(letter);

    private static uint Step(uint hash, char letter) => unchecked((hash ^ letter) * Prime);
}
