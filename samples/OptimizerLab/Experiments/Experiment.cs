using OptimizerLabSample.Runs;

namespace OptimizerLabSample.Experiments;

/// <summary>A claim, the runs that show it, and what must come out.</summary>
/// <param name="name">A short name, for <c>--only</c>.</param>
/// <param name="claim">What is trained, and what is measured.</param>
/// <param name="seeds">How many seeds it needs.</param>
/// <param name="hasLoss">Whether its curves are training losses.</param>
public abstract class Experiment(string name, string claim, int seeds, bool hasLoss = true)
{
    /// <summary>A short name.</summary>
    public string Name { get; } = name;

    /// <summary>What is trained, and what is measured.</summary>
    public string Claim { get; } = claim;

    /// <summary>How many seeds it needs.</summary>
    public int Seeds { get; } = seeds;

    /// <summary>Whether its curves are training losses.</summary>
    public bool HasLoss { get; } = hasLoss;

    /// <summary>The methods, by name.</summary>
    public abstract IReadOnlyList<Method> Methods { get; }

    /// <summary>What must come out.</summary>
    public abstract IReadOnlyList<Ordering> Orderings { get; }

    /// <summary>All runs, one after the other on this thread.</summary>
    /// <param name="seeds">The seeds; null for what it needs.</param>
    /// <param name="steps">The steps; null for its own.</param>
    public Results Run(int? seeds = null, int? steps = null)
        => new([.. Methods.SelectMany(method => Enumerable.Range(0, seeds ?? Seeds).Select(seed => new Finished(method.Name, seed, method.Run(new(seed, steps)))))]);
}

/// <summary>A method that an experiment runs.</summary>
/// <param name="Name">Its name, with what distinguishes it.</param>
/// <param name="Run">One run.</param>
public sealed record Method(string Name, Func<Job, Outcome> Run);

/// <summary>Something that must come out.</summary>
/// <param name="Text">In words.</param>
/// <param name="Rows">The rows of the results that it compares.</param>
/// <param name="Holds">Whether it does, of their means in this order.</param>
public sealed record Ordering(string Text, IReadOnlyList<string> Rows, Func<double[], bool> Holds)
{
    /// <summary>Each of the rows is below the next.</summary>
    public static Ordering Below(params string[] rows)
        => new(string.Join(" < ", rows), rows, means => means.Zip(means[1..]).All(pair => pair.First < pair.Second));
}
