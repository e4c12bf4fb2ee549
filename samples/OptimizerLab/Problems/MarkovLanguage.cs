using static TorchSharp.torch;

namespace OptimizerLabSample.Problems;

/// <summary>A language of 128 tokens, each followed by one of eight with probabilities as 1, 1/2, .. 1/8; which those are is drawn by Zipf's law, so that few tokens are frequent and most are rare. No model is below 1.816 nats a token.</summary>
internal sealed class MarkovLanguage
{
    /// <summary>The tokens.</summary>
    public const int Tokens = 128;

    private const int Successors = 8;
    private readonly Random random;
    private readonly int[][] next;

    /// <summary>Draws a language; texts are drawn by the same generator.</summary>
    public MarkovLanguage(int seed)
    {
        random = new(seed);
        var places = Enumerable.Range(0, Tokens).ToArray();
        random.Shuffle(places);
        next = [.. Enumerable.Range(0, Tokens).Select(_ => Drawn(places))];
    }

    /// <summary>Texts of so many tokens, and for each token the one that follows.</summary>
    public (Tensor Inputs, Tensor Targets) Batch(int texts, int length)
    {
        var tokens = new long[texts, length + 1];
        for (var text = 0; text < texts; text++)
        {
            tokens[text, 0] = random.Next(Tokens);
            for (var i = 0; i < length; i++) tokens[text, i + 1] = next[tokens[text, i]][Zipf(Successors)];
        }

        var all = tensor(tokens);
        return (all[.., ..length], all[.., 1..].reshape(-1));
    }

    private int[] Drawn(int[] places)
    {
        var drawn = new HashSet<int>();
        while (drawn.Count < Successors) drawn.Add(places[Zipf(Tokens)]);
        return [.. drawn];
    }

    /// <summary>A number below a limit, as probable as one over its place.</summary>
    private int Zipf(int limit)
    {
        var left = random.NextDouble() * Enumerable.Range(1, limit).Sum(place => 1.0 / place);
        var place = 0;
        while (place < limit - 1 && (left -= 1.0 / (place + 1)) > 0) place++;
        return place;
    }
}
