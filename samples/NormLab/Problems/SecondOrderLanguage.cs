using static TorchSharp.torch;

namespace NormLabSample.Problems;

/// <summary>A language in which a symbol follows from the two before it: probabilities are uniform numbers to the sixth power, the two rare symbols weighted 0.02. The table is the same for every seed; each text starts with two symbols that are equally probable, rare or not.</summary>
internal sealed class SecondOrderLanguage
{
    /// <summary>The rare symbols, the last ones.</summary>
    public const int Rare = 2;

    private readonly double[][] next;
    private readonly Random random;

    /// <summary>A language.</summary>
    /// <param name="symbols">How many symbols.</param>
    /// <param name="seed">Draws the texts.</param>
    public SecondOrderLanguage(int symbols, int seed)
    {
        var table = new Random(2);
        random = new(seed);
        Symbols = symbols;
        next = [.. Enumerable.Range(0, symbols * symbols).Select(_ => Cumulative([.. Enumerable.Range(0, symbols).Select(symbol => Math.Pow(table.NextDouble(), 6) * (symbol < symbols - Rare ? 1 : 0.02))]))];
    }

    /// <summary>How many symbols.</summary>
    public int Symbols { get; }

    /// <summary>Texts of so many symbols, and for each symbol but the first, of which one alone is known, the one that follows.</summary>
    public (Tensor Inputs, Tensor Targets) Batch(int texts, int length)
    {
        var symbols = new long[texts, length + 1];
        for (var text = 0; text < texts; text++)
        {
            for (var i = 0; i <= length; i++) symbols[text, i] = i < 2 ? random.Next(Symbols) : Drawn(next[symbols[text, i - 2] * Symbols + symbols[text, i - 1]]);
        }

        var all = tensor(symbols);
        return (all[.., ..length], all[.., 2..].reshape(-1));
    }

    private int Drawn(double[] cumulative)
    {
        var place = random.NextDouble();
        return Math.Min(Symbols - 1, cumulative.Count(bound => bound <= place));
    }

    private static double[] Cumulative(double[] weights)
    {
        var (sum, total) = (0.0, weights.Sum());
        return [.. weights.Select(weight => sum += weight / total)];
    }
}
