using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Benchmarks.Analysis;

/// <summary>What all rules together cost a build: the same compilations with and without them, in turn.</summary>
internal static class AnalysisRun
{
    private const int Rounds = 5;
    private const double Target = 0.10;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules =
    [
        .. typeof(Analyzers.RuleIds).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer))).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static readonly ImmutableArray<DiagnosticAnalyzer> Idle = [new IdleAnalyzer()];

    private static readonly ImmutableArray<DiagnosticAnalyzer> All = [.. Idle, .. Rules];

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        Console.WriteLine($"# {Rules.Length} analyzers; medians of {Rounds} rounds: a compilation with all its diagnostics and its assembly, with one rule that does nothing and has the operations of every body made, as the SDK's own rules have in every build, and with all of NormGen's beside it");
        foreach (var project in new[] { AnalysisProject.Generated(1000), AnalysisProject.NormGen(), AnalysisProject.WithoutTorch(1000) }) Measure(project);
        return 0;
    }

    private static void Measure(AnalysisProject project)
    {
        Analyze(project, Idle);
        Analyze(project, All);
        var (without, with) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(Analyze(project, Idle));
            with.Add(Analyze(project, All));
        }

        var (alone, together) = (Median(without), Median(with));
        var share = (together - alone) / alone;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{project.Name}: {alone:F0} ms without, {together:F0} ms with: {share:P1} more, at most {Target:P0}: {(share <= Target ? "reached" : "missed")}"));
        foreach (var (name, time) in Shares(project).OrderByDescending(rule => rule.Time).Take(6)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {time:F0} ms"));
    }

    private static double Analyze(AnalysisProject project, ImmutableArray<DiagnosticAnalyzer> rules)
    {
        var (compilation, clock) = (project.Compilation(), Stopwatch.StartNew());
        var analysis = compilation.WithAnalyzers(rules, new CompilationWithAnalyzersOptions(new([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        analysis.Compilation.GetDiagnostics();
        analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        analysis.Compilation.Emit(Stream.Null);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static IEnumerable<(string Name, double Time)> Shares(AnalysisProject project)
    {
        var analysis = project.Compilation().WithAnalyzers(Rules, new CompilationWithAnalyzersOptions(new([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));
        analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        return [.. Rules.Select(rule => (rule.GetType().Name, analysis.GetAnalyzerTelemetryInfoAsync(rule, default).GetAwaiter().GetResult().ExecutionTime.TotalMilliseconds))];
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
