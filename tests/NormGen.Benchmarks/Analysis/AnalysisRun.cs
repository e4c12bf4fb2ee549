using System.Globalization;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Words;

namespace NormGen.Benchmarks.Analysis;

/// <summary>What all rules together cost a build: the compiler of the SDK, with the analyzers that every project has, and with NormGen's beside them, in turn.</summary>
internal static class AnalysisRun
{
    private const int Rounds = 7;
    private const int WarmUps = 3;
    private const double Target = 0.10;

    private static readonly string[] Assemblies = [typeof(Analyzers.RuleIds).Assembly.Location, typeof(CompilationWords).Assembly.Location];

    /// <summary>Runs it.</summary>
    /// <param name="only">What the projects have in their names; null for all.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string? only)
    {
        AnalysisProject[] all = [AnalysisProject.Generated(1000), AnalysisProject.NormGen(), AnalysisProject.WithoutTorch(1000)];
        var chosen = all.Where(project => project.Name.Contains(only ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
        if (chosen.Count == 0)
        {
            Console.Error.WriteLine($"--only is {only}; it must be part of one of these: {string.Join("; ", all.Select(project => project.Name))}.");
            return 1;
        }

        Console.WriteLine($"# {Path.GetFileName(Compiler.Sdk)}, {Environment.ProcessorCount} cores; medians of {Rounds} compilations by a warm compiler server, those with and without NormGen's rules in turn; beside them the rules that the SDK gives to every project");
        foreach (var project in chosen) Measure(project);
        return 0;
    }

    private static void Measure(AnalysisProject project)
    {
        var folder = Directory.CreateTempSubdirectory("NormGen").FullName;
        try
        {
            foreach (var (file, text) in project.Sources) File.WriteAllText(Path.Combine(folder, file), text);
            var config = Path.Combine(folder, "all.globalconfig");
            File.WriteAllLines(config, Ids().Select(id => $"dotnet_diagnostic.{id}.severity = warning").Prepend("is_global = true"));
            CompilerRun without = new(folder, project, "without", []), with = new(folder, project, "with", Assemblies), all = new(folder, project, "all", Assemblies, config);
            using var compiler = new Compiler();
            Measure(project.Name, compiler, [without, with, all]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  first compilation of a server, which has everything still to load and compile: {First(without):F0} ms without, {First(with):F0} ms with"));
            foreach (var (name, time) in with.Shares(compiler, "NormGen.Analyzers").OrderByDescending(share => share.Time)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {time:F0} ms by /reportanalyzer, on one thread"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string name, Compiler compiler, CompilerRun[] runs)
    {
        for (var round = 0; round < WarmUps; round++) _ = runs.Select(run => run.Time(compiler)).ToList();
        var times = runs.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < runs.Length; i++) times[i].Add(runs[i].Time(compiler));
        }

        var medians = times.Select(list => list.Order().ElementAt(list.Count / 2)).ToArray();
        var share = (medians[1] - medians[0]) / medians[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {medians[0]:F0} ms without, {medians[1]:F0} ms with: {share:P1} more, at most {Target:P0}: {(share <= Target ? "reached" : "missed")}; {medians[2]:F0} ms with every rule made a warning: {(medians[2] - medians[0]) / medians[0]:P1} more"));
    }

    private static double First(CompilerRun run)
    {
        using var fresh = new Compiler();
        return run.Time(fresh);
    }

    private static IEnumerable<string> Ids()
        => typeof(Analyzers.RuleGroup).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Analyzers.RuleGroup))).SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics).Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal);
}
