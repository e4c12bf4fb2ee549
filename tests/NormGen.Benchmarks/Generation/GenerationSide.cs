using Microsoft.CodeAnalysis;

namespace NormGen.Benchmarks.Generation;

/// <summary>One generator over one project, with the figures of its runs.</summary>
/// <param name="name">What it is called in the output.</param>
/// <param name="make">Makes the generator.</param>
/// <param name="project">What it runs over.</param>
/// <param name="edited">The project's last file after an edit inside what the attribute leads to; null where that is not measured.</param>
internal sealed class GenerationSide(string name, Func<IIncrementalGenerator> make, GenerationProject project, Func<int, string>? edited = null)
{
    private GeneratorDriver driver = GenerationProject.Driver(make()).RunGenerators(project.With(""));
    private int edits;

    /// <summary>What it is called in the output.</summary>
    public string Name => name;

    /// <summary>The first run of a new driver.</summary>
    public GenerationFigures Cold { get; } = new();

    /// <summary>A run after an edit inside a method of another file: a keystroke.</summary>
    public GenerationFigures Body { get; } = new();

    /// <summary>A run after another file has declared something new, which might have changed what any name means.</summary>
    public GenerationFigures Declaration { get; } = new();

    /// <summary>A run after an edit of one of the files that it reads; null where that is not measured.</summary>
    public GenerationFigures? Own { get; } = edited is null ? null : new();

    /// <summary>Makes sure that there is something to measure: files are written without an exception, and after an unrelated edit all of them stay cached.</summary>
    /// <exception cref="InvalidOperationException">It is not so.</exception>
    public void Check()
    {
        var tracked = GenerationProject.TrackingDriver(make()).RunGenerators(project.With("int F() => 1;"));
        foreach (var edit in (string[])["int F() => 2;", "int G() => 2;"])
        {
            tracked = tracked.RunGenerators(project.With(edit));
            var result = tracked.GetRunResult().Results.Single();
            if (result.Exception is { } failure) throw new InvalidOperationException($"{name} failed.", failure);
            if (result.GeneratedSources.Length < 100) throw new InvalidOperationException($"{name} wrote {result.GeneratedSources.Length} files; expected 100 or more.");
            var reasons = result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason).Where(reason => reason != IncrementalStepRunReason.Cached).Distinct().ToList();
            if (reasons.Count > 0) throw new InvalidOperationException($"{name}: outputs after an unrelated edit are {string.Join(", ", reasons)}; expected Cached.");
        }
    }

    /// <summary>One run of each kind.</summary>
    public void Sample()
    {
        var (fresh, first) = (GenerationProject.Driver(make()), project.With(""));
        Cold.Measure(() => fresh.RunGenerators(first));
        driver = driver.RunGenerators(project.With("int F() => 0;"));
        var body = project.With($"int F() => {++edits};");
        driver = Body.Measure(() => driver.RunGenerators(body));
        var declaration = project.With($"int G{edits}() => 0;");
        driver = Declaration.Measure(() => driver.RunGenerators(declaration));
        if (edited is null) return;
        var own = project.With($"int G{edits}() => 0;", edited(edits));
        driver = Own!.Measure(() => driver.RunGenerators(own));
    }

    /// <summary>Forgets the figures: the code is warm now.</summary>
    public void Reset()
    {
        foreach (var figures in (GenerationFigures?[])[Cold, Body, Declaration, Own]) figures?.Reset();
    }
}
