using System.Security.Cryptography;
using static TorchSharp.torch;

namespace CharTransformerSample.Data;

/// <summary>The bytes of a text: nine tenths to train on, the last tenth held out.</summary>
public sealed class Corpus : IDisposable
{
    /// <summary>Splits a text.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="name">What the text is, for people.</param>
    public Corpus(byte[] text, string name)
    {
        Name = name;
        Length = text.Length;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(text));
        var split = TrainingLength(text.Length);
        Training = tensor(text.AsSpan(0, split).ToArray(), dtype: ScalarType.Byte).DetachFromDisposeScope();
        Validation = tensor(text.AsSpan(split).ToArray(), dtype: ScalarType.Byte).DetachFromDisposeScope();
        Prompt = PromptIn(text.AsSpan(split));
    }

    /// <summary>What the text is, for people.</summary>
    public string Name { get; }

    /// <summary>The bytes of both parts.</summary>
    public int Length { get; }

    /// <summary>SHA-256 of the text: a checkpoint goes on only with the text it began with.</summary>
    public string Fingerprint { get; }

    /// <summary>The first nine tenths, one byte a token.</summary>
    public Tensor Training { get; }

    /// <summary>The last tenth.</summary>
    public Tensor Validation { get; }

    /// <summary>A few bytes from the beginning of the held-out part, to start a generated sample from.</summary>
    public byte[] Prompt { get; }

    /// <summary>The bytes of a text of this length that are trained on.</summary>
    public static int TrainingLength(int length) => length - length / 10;

    /// <summary>The shortest text that holds one window of context plus target in its held-out tenth.</summary>
    public static int ShortestLength(int context) => (context + 1) * 10;

    /// <summary>The first whole lines, or the first bytes where lines are long: at most 64 bytes, whole UTF-8 characters.</summary>
    private static byte[] PromptIn(ReadOnlySpan<byte> text)
    {
        const int most = 64;
        var start = text[..Math.Min(text.Length, 4 * most)].IndexOf((byte)'\n') + 1;
        while (start < text.Length && (text[start] is (byte)'\n' or (byte)'\r' || IsInsideCharacter(text[start]))) start++;
        var end = Math.Min(text.Length, start + most);
        while (end < text.Length && end > start && IsInsideCharacter(text[end])) end--;
        return end > start ? text[start..end].ToArray() : text[..1].ToArray();
    }

    private static bool IsInsideCharacter(byte value) => (value & 0xC0) == 0x80;

    /// <inheritdoc/>
    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
    }
}
