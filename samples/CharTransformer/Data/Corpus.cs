using System.Security.Cryptography;
using static TorchSharp.torch;

namespace CharTransformerSample.Data;

/// <summary>The bytes of a text: nine tenths to train on, the last tenth held out.</summary>
public sealed class Corpus : IDisposable
{
    /// <summary>One token a byte value.</summary>
    public const int Vocabulary = 256;

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
        Prompt = text.AsSpan(split, Math.Min(64, text.Length - split)).ToArray();
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

    /// <summary>The first bytes of the held-out part, to start a generated sample from.</summary>
    public byte[] Prompt { get; }

    /// <summary>The bytes of a text of this length that are trained on.</summary>
    public static int TrainingLength(int length) => length - length / 10;

    /// <summary>The shortest text that holds one window of context plus target in its held-out tenth.</summary>
    public static int ShortestLength(int context) => (context + 1) * 10;

    /// <inheritdoc/>
    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
    }
}
