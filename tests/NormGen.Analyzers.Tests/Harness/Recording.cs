using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace NormGen.Analyzers.Tests.Harness;

/// <summary>What tests hold rules to, taken down in place of being run: so that a test can ask whether every rule has enough of them.</summary>
internal sealed partial class Recording
{
    private static readonly AsyncLocal<Recording?> Current = new();

    /// <summary>One source that a rule is held to.</summary>
    /// <param name="Rules">The rules of the analyzer that runs over it.</param>
    /// <param name="Source">The source.</param>
    /// <param name="Found">The rules that must find something: without them, the test fails.</param>
    /// <param name="Fix">The fix that is held to it, or null.</param>
    public sealed record Entry(IReadOnlyList<string> Rules, string Source, IReadOnlyList<string> Found, Type? Fix);

    /// <summary>Everything that was taken down.</summary>
    public List<Entry> Entries { get; } = [];

    /// <summary>Whether tests are being taken down.</summary>
    public static bool IsOn => Current.Value is not null;

    /// <summary>Takes down what an action holds rules to.</summary>
    public void Of(Action tests)
    {
        Current.Value = this;
        try
        {
            tests();
        }
        finally
        {
            Current.Value = null;
        }
    }

    /// <summary>Takes a source down; false where tests run.</summary>
    public static bool Takes<TAnalyzer>(string source, IEnumerable<DiagnosticResult> expected, Type? fix = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        if (Current.Value is not { } recording) return false;
        string[] rules = [.. new TAnalyzer().SupportedDiagnostics.Select(rule => rule.Id)];
        var marked = Mark().Matches(source).Select(mark => mark.Groups[1].Value);
        var only = source.Contains("[|", StringComparison.Ordinal) ? rules : [];
        recording.Entries.Add(new(rules, source, [.. marked.Concat(only).Concat(expected.Select(result => result.Id)).Distinct()], fix));
        return true;
    }

    [GeneratedRegex(@"\{\|(NG\d+):")]
    private static partial Regex Mark();
}
