using static TorchSharp.torch;

namespace NormLabSample.Problems;

/// <summary>A language in which a symbol follows from the two before it: probabilities are uniform numbers to the sixth power, the two rare symbols weighted 0.02. The table is the same for every seed (of six symbols it has 0.51 nats a symbol); texts are pieces of one that goes on, so that rare symbols are rare everywhere.</summary>
internal sealed class SecondOrderLanguage
{
    /// <summary>The rare symbols, the last ones.</summary>
    public const int Rare = 2;

    private readonly int symbols;
    private readonly double[][] next;
    private readonly Random random;
    private (int Older, int Newer) last;

    /// <summary>A language.</summary>
    /// <param name="symbols">How many symbols.</param>
    /// <param name="seed">Draws the texts.</param>
    public SecondOrderLanguage(int symbols, int seed)
    {
        var table = new Random(10);
        random = new(seed);
        (this.symbols, last) = (symbols, (random.Next(symbols), random.Next(symbols)));
        next = [.. Enumerable.Range(0, symbols * symbols).Select(_ => Cumulative([.. Enumerable.Range(0, symbols).Select(symbol => Math.Pow(table.NextDouble(), 6) * (symbol < symbols - Rare ? 1 : 0.02))]))];
    }

    /// <summary>Texts of so many symbols, and for each symbol but the first, of which one alone is known, the one that follows.</summary>
    public (Tensor Inputs, Tensor Targets) Batch(int texts, int length)
    {
        var drawn = new long[texts, length + 1];
        for (var text = 0; text < texts; text++)
        {
            for (var i = 0; i <= length; i++) drawn[text, i] = Next();
        }

        var all = tensor(drawn);
        return (all[.., ..length], all[.., 2..].reshape(-1));
    }

    private int Next()
    {
        var place = random.NextDouble();
        last = (last.Newer, Math.Min(symbols - 1, next[last.Older * symbols + last.Newer].Count(bound => bound <= place)));
        return last.Newer;
    }

    private static double[] Cumulative(double[] weights)
    {
        var (sum, total) = (0.0, weights.Sum());
        return [.. weights.Select(weight => sum += weight / total)];
    }
}
