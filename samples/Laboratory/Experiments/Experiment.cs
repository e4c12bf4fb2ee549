using LaboratorySample.Runs;

namespace LaboratorySample.Experiments;

/// <summary>A claim, the runs that show it, and what must come out.</summary>
/// <param name="name">A short name, for <c>--only</c>.</param>
/// <param name="claim">What is trained, and what is measured.</param>
/// <param name="seeds">How many seeds it needs.</param>
/// <param name="axes">What its curves show; null for training losses.</param>
public abstract class Experiment(string name, string claim, int seeds, Axes? axes = null)
{
    /// <summary>A short name.</summary>
    public string Name { get; } = name;

    /// <summary>What is trained, and what is measured.</summary>
    public string Claim { get; } = claim;

    /// <summary>How many seeds it needs.</summary>
    public int Seeds { get; } = seeds;

    /// <summary>What its curves show.</summary>
    public Axes Axes { get; } = axes ?? new("step", "training loss");

    /// <summary>The methods, by name.</summary>
    public abstract IReadOnlyList<Method> Methods { get; }

    /// <summary>What must come out.</summary>
    public abstract IReadOnlyList<Ordering> Orderings { get; }

    /// <summary>All runs, one after the other on this thread.</summary>
    /// <param name="seeds">The seeds; null for what it needs.</param>
    /// <param name="steps">The steps; null for its own.</param>
    /// <param name="methods">Which methods; null for all.</param>
    public Results Run(int? seeds = null, int? steps = null, IReadOnlyCollection<string>? methods = null)
        => new([.. Methods.Where(method => methods?.Contains(method.Name) != false).SelectMany(method => Enumerable.Range(0, seeds ?? Seeds).Select(seed => new Finished(method.Name, seed, method.Run(new(seed, steps)))))]);
}

/// <summary>What the curves of an experiment show.</summary>
/// <param name="Horizontal">What goes from one to the length of a curve.</param>
/// <param name="Vertical">The values.</param>
public sealed record Axes(string Horizontal, string Vertical);

/// <summary>A method that an experiment runs.</summary>
/// <param name="Name">Its name, with what distinguishes it.</param>
/// <param name="Run">One run.</param>
public sealed record Method(string Name, Func<Job, Outcome> Run);

/// <summary>Something that must come out.</summary>
/// <param name="Text">In words.</param>
/// <param name="Rows">The rows of the results that it compares.</param>
/// <param name="Holds">Whether it does, of their means in this order.</param>
/// <param name="InEachSeed">Whether it must come out of each seed's values, not only of their means.</param>
public sealed record Ordering(string Text, IReadOnlyList<string> Rows, Func<double[], bool> Holds, bool InEachSeed = false)
{
    /// <summary>Each of the rows is below the next.</summary>
    public static Ordering Below(params string[] rows) => new(string.Join(" < ", rows), rows, AreRising);

    /// <summary>Each of the rows is below the next, in every seed.</summary>
    public static Ordering BelowInEachSeed(params string[] rows) => new($"{string.Join(" < ", rows)} in every seed", rows, AreRising, InEachSeed: true);

    private static bool AreRising(double[] values) => values.Zip(values[1..]).All(pair => pair.First < pair.Second);
}
