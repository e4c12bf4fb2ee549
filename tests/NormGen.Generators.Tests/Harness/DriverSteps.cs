using System.Collections;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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

    /// <summary>Fails where a driver that has gone on to a second compilation still holds the first.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="make">Makes the compilation, anew each time.</param>
    public static void AssertKeepsNothingOld(IIncrementalGenerator generator, Func<CSharpCompilation> make)
    {
        var (driver, old) = RunOnTwo(generator, make);
        for (var i = 0; i < 10 && old.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(old.IsAlive);
        GC.KeepAlive(driver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver, WeakReference) RunOnTwo(IIncrementalGenerator generator, Func<CSharpCompilation> make)
    {
        // In a frame of its own: locals of a debug build live to the end of their method.
        var first = make();
        return (GeneratorRun.Driver(generator).RunGenerators(first).RunGenerators(make()), new WeakReference(first));
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
