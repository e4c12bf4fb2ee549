using System.Diagnostics;
using Microsoft.CodeAnalysis;

namespace NormGen.Benchmarks.Generation;

/// <summary>One generator over one project, with the figures of its runs.</summary>
/// <param name="name">What it is called in the output.</param>
/// <param name="make">Makes the generator.</param>
/// <param name="project">What it runs over.</param>
internal sealed class GenerationSide(string name, Func<IIncrementalGenerator> make, GenerationProject project)
{
    private readonly List<double> coldMs = [], editMs = [], editBytes = [];
    private GeneratorDriver driver = GenerationProject.Driver(make()).RunGenerators(project.After(0));
    private int edits;

    /// <summary>What it is called in the output.</summary>
    public string Name => name;

    /// <summary>Milliseconds of the first run of a new driver, in the middle of all.</summary>
    public double ColdMs => Median(coldMs);

    /// <summary>Milliseconds of a run after an unrelated edit.</summary>
    public double EditMs => Median(editMs);

    /// <summary>Bytes that a run after an unrelated edit allocates.</summary>
    public double EditBytes => Median(editBytes);

    /// <summary>Makes sure that there is something to measure: files are written without an exception, and after an unrelated edit all of them stay cached.</summary>
    /// <exception cref="InvalidOperationException">It is not so.</exception>
    public void Check()
    {
        var tracked = GenerationProject.TrackingDriver(make()).RunGenerators(project.After(0)).RunGenerators(project.After(1));
        var result = tracked.GetRunResult().Results.Single();
        if (result.Exception is { } failure) throw new InvalidOperationException($"{name} failed.", failure);
        if (result.GeneratedSources.Length < 100) throw new InvalidOperationException($"{name} wrote {result.GeneratedSources.Length} files; expected 100 or more.");
        var reasons = result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason).Where(reason => reason != IncrementalStepRunReason.Cached).Distinct().ToList();
        if (reasons.Count > 0) throw new InvalidOperationException($"{name}: outputs after an unrelated edit are {string.Join(", ", reasons)}; expected Cached.");
    }

    /// <summary>Forgets what was measured: the code is warm now.</summary>
    public void Reset()
    {
        foreach (var figures in (List<double>[])[coldMs, editMs, editBytes]) figures.Clear();
    }

    /// <summary>One cold run, and one after an edit.</summary>
    public void Sample()
    {
        var (fresh, first) = (GenerationProject.Driver(make()), project.After(0));
        var start = Stopwatch.GetTimestamp();
        fresh.RunGenerators(first);
        coldMs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

        // A driver runs on the thread that calls it, so that thread's allocations are its own.
        var edited = project.After(++edits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(edited);
        editMs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        editBytes.Add(GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
