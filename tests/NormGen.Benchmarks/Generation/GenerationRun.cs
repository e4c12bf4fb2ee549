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
        GenerationSide fused = new("[Fused], 100 formulas", () => new FusedGenerator(), formulas, GenerationSources.EditedFormula), trivialFused = new("trivial, the same formulas", () => new TrivialGenerator("NormGen.FusedAttribute"), formulas, GenerationSources.EditedFormula);
        GenerationSide mvvm = new("Mvvm [ObservableProperty], 100 classes", MvvmGenerator.Make, viewModels);
        GenerationSide[] all = [placement, trivialPlacement, fused, trivialFused, mvvm];
        foreach (var side in all) side.Check();
        for (var i = 0; i < WarmUp; i++) foreach (var side in all) side.Sample();
        foreach (var side in all) side.Reset();
        for (var i = 0; i < Rounds; i++) foreach (var side in all) side.Sample();

        Console.WriteLine($"# medians of {Rounds} interleaved rounds; all outputs stay cached after the edits");
        Console.WriteLine("# generator, an edit inside a method of another file: ms, allocated MB | a new declaration in another file: ms, MB | cold: ms, MB | an edit of one formula: ms, MB");
        foreach (var side in all) Console.WriteLine($"{side.Name}, {Text(side.Body)} | {Text(side.Declaration)} | {Text(side.Cold)} | {(side.Own is { } own ? Text(own) : "-")}");
        Console.WriteLine("# ratio, target");
        Line("placement / trivial, bytes after an edit inside a method", placement.Body.Bytes / trivialPlacement.Body.Bytes, 1.5);
        Line("placement / trivial, bytes after a new declaration", placement.Declaration.Bytes / trivialPlacement.Declaration.Bytes, 1.5);
        Line("[Fused] / trivial, bytes after an edit inside a method", fused.Body.Bytes / trivialFused.Body.Bytes, 6);
        Line("[Fused] / trivial, bytes after a new declaration", fused.Declaration.Bytes / trivialFused.Declaration.Bytes, 6);
        Line("[Fused] / trivial, bytes after an edit of one formula", fused.Own!.Bytes / trivialFused.Own!.Bytes, 6);
        Line("placement / Mvvm, cold ms", placement.Cold.Ms / mvvm.Cold.Ms, 2);
        Line("[Fused] / Mvvm, cold ms", fused.Cold.Ms / mvvm.Cold.Ms, 2);
        return 0;
    }

    private static string Text(GenerationFigures figures) => string.Create(CultureInfo.InvariantCulture, $"{figures.Ms:F2}, {figures.Bytes / 1e6:F2}");

    private static void Line(string name, double ratio, double target) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {ratio:F2}, at most {target:F1}: {(ratio <= target ? "reached" : "missed")}"));
}
