namespace NormGen.Benchmarks.Pairs;

/// <summary>A pair that can be made when its turn comes.</summary>
/// <param name="Name">What is measured, with its size.</param>
/// <param name="Maker">Makes it.</param>
public sealed record PairCase(string Name, Func<Pair> Maker)
{
    /// <summary>Makes the pair, from the same numbers every time.</summary>
    public Pair Make()
    {
        random.manual_seed(1);
        return Maker();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
