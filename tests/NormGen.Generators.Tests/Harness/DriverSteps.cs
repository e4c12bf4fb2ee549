using System.Collections;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NormGen.Generators.Tests.Harness;

/// <summary>Why the steps of a driver's last run gave what they gave.</summary>
public static class DriverSteps
{
    /// <summary>Each written file with the reason it was written for, or left.</summary>
    public static Dictionary<string, IncrementalStepRunReason> Outputs(this GeneratorDriver driver) => driver.Result().TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs)
        .SelectMany(o => Files(o.Value).Select(file => (file, o.Reason)))
        .Where(o => o.Reason != IncrementalStepRunReason.Removed)
        .ToDictionary(o => o.file, o => o.Reason);

    /// <summary>The files that the last run wrote, in order.</summary>
    public static string[] Changed(this GeneratorDriver driver) => [.. driver.Outputs().Where(o => o.Value != IncrementalStepRunReason.Cached).Select(o => o.Key).Order(StringComparer.Ordinal)];

    /// <summary>The reasons of a named step.</summary>
    public static IEnumerable<IncrementalStepRunReason> Steps(this GeneratorDriver driver, string name) => driver.Result().TrackedSteps[name].SelectMany(s => s.Outputs).Select(o => o.Reason);

    /// <summary>Whether nothing keeps an object alive.</summary>
    public static bool IsCollected(WeakReference reference)
    {
        for (var i = 0; i < 10 && reference.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return !reference.IsAlive;
    }

    private static GeneratorRunResult Result(this GeneratorDriver driver)
    {
        var result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }

    // The value of an output step is the pair of its sources and diagnostics; the sources carry their hint names.
    private static IEnumerable<string> Files(object output)
        => ((IEnumerable)((ITuple)output)[0]!).Cast<object>().Select(source => (string)source.GetType().GetProperty("HintName")!.GetValue(source)!);
}
