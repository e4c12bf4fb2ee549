using System.Globalization;
using System.Text.RegularExpressions;

namespace NormGen.Benchmarks.Analysis;

/// <summary>A project on disk, compiled with some analyzers.</summary>
internal sealed partial class CompilerRun
{
    private readonly string command;
    private readonly string report;

    /// <summary>Writes the command line.</summary>
    /// <param name="folder">Where the sources of the project are.</param>
    /// <param name="project">The project.</param>
    /// <param name="name">What sets this compilation apart.</param>
    /// <param name="analyzers">Assemblies with analyzers, besides those that the SDK gives to every project.</param>
    /// <param name="config">A global analyzer config, or null.</param>
    public CompilerRun(string folder, AnalysisProject project, string name, IEnumerable<string> analyzers, string? config = null)
    {
        var own = Path.Combine(Compiler.Sdk, "Sdks", "Microsoft.NET.Sdk", "analyzers");
        string[] lines =
        [
            "/nostdlib+", "/deterministic+", "/optimize+", "/debug:portable", "/nullable:enable", "/langversion:14", "/unsafe+", "/target:library", "/nologo", $"/out:{Path.Combine(folder, name + ".dll")}",
            .. Directory.GetFiles(Path.Combine(Compiler.Pack, "ref"), "*.dll", SearchOption.AllDirectories).Concat(project.References).Select(file => "/reference:" + file),
            .. Directory.GetFiles(own, "Microsoft.CodeAnalysis.*NetAnalyzers.dll").Where(file => !file.Contains("VisualBasic", StringComparison.Ordinal)).Concat(Directory.GetFiles(Path.Combine(Compiler.Pack, "analyzers", "dotnet", "cs"), "*.dll")).Concat(analyzers).Select(file => "/analyzer:" + file),
            "/analyzerconfig:" + Path.Combine(own, "build", "config", $"analysislevel_{Path.GetFileName(Compiler.Sdk).Split('.')[0]}_default.globalconfig"),
            .. config is null ? Array.Empty<string>() : ["/analyzerconfig:" + config],
            .. project.Sources.Select(source => Path.Combine(folder, source.File)),
        ];
        (command, report) = (Path.Combine(folder, name + ".rsp"), Path.Combine(folder, name + ".report.rsp"));
        File.WriteAllLines(command, lines.Select(Quoted));
        File.WriteAllLines(report, lines.Append("/reportanalyzer").Append("/parallel-").Select(Quoted));
    }

    /// <summary>Compiles, and tells how many milliseconds it took.</summary>
    public double Time(Compiler compiler) => compiler.Run(command).Time;

    /// <summary>How many milliseconds the analyzers of an assembly took, as the compiler reports them, on one thread.</summary>
    public IEnumerable<(string Name, double Time)> Shares(Compiler compiler, string assembly)
        => Line().Matches(compiler.Run(report).Output).Where(line => line.Groups[2].Value.StartsWith(assembly + ".", StringComparison.Ordinal)).Select(line => (line.Groups[2].Value, 1000 * double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture)));

    private static string Quoted(string line) => line.Contains(' ', StringComparison.Ordinal) ? $"\"{line}\"" : line;

    [GeneratedRegex(@"^\s+<?([\d.]+)\s+<?\d+\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
