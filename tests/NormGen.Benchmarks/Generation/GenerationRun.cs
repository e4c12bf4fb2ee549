using System.Globalization;
using NormGen.Generators.Fused;
using NormGen.Generators.Placement;

namespace NormGen.Benchmarks.Generation;

/// <summary>What NormGen's generators cost a user's editor and build, beside a trivial generator over the same source and a widely used one: all in turn, many rounds.</summary>
internal static class GenerationRun
{
    private const int Rounds = 25;
    private const int WarmUp = 5;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        GenerationProject blocks = new(GenerationSources.Blocks), formulas = new(GenerationSources.Formulas), viewModels = new(GenerationSources.ViewModels);
        GenerationSide placement = new("placement, 100 classes", () => new PlacementGenerator(), blocks), trivialPlacement = new("trivial, the same classes", () => new TrivialGenerator("NormGen.PeriLNAttribute"), blocks);
        GenerationSide fused = new("[Fused], 100 formulas", () => new FusedGenerator(), formulas), trivialFused = new("trivial, the same formulas", () => new TrivialGenerator("NormGen.FusedAttribute"), formulas);
        GenerationSide mvvm = new("Mvvm [ObservableProperty], 100 classes", MvvmGenerator.Make, viewModels);
        GenerationSide[] all = [placement, trivialPlacement, fused, trivialFused, mvvm];
        foreach (var side in all) side.Check();
        for (var i = 0; i < WarmUp; i++) foreach (var side in all) side.Sample();
        foreach (var side in all) side.Reset();
        for (var i = 0; i < Rounds; i++) foreach (var side in all) side.Sample();

        Console.WriteLine($"# medians of {Rounds} interleaved rounds: after an unrelated edit (all outputs cached) ms, allocated MB; cold run ms");
        foreach (var side in all) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side.Name}, {side.EditMs:F2} ms, {side.EditBytes / 1e6:F2} MB; {side.ColdMs:F1} ms"));
        Console.WriteLine("# ratio, target");
        Line("placement: bytes after an unrelated edit / trivial", placement.EditBytes / trivialPlacement.EditBytes, 1.5);
        Line("[Fused]: bytes after an unrelated edit / trivial", fused.EditBytes / trivialFused.EditBytes, 6);
        Line("placement: cold run / Mvvm", placement.ColdMs / mvvm.ColdMs, 2);
        Line("[Fused]: cold run / Mvvm", fused.ColdMs / mvvm.ColdMs, 2);
        return 0;
    }

    private static void Line(string name, double ratio, double target) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {ratio:F2}, at most {target:F1}: {(ratio <= target ? "reached" : "missed")}"));
}
