using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NormGen.Analyzers;

/// <summary>Makes diagnostics that carry, besides their sentence, what was found, so that a fix need not find it again.</summary>
public static class Finding
{
    private const string KindKey = "kind";

    /// <summary>What was found: the name of a value of the reader's enum.</summary>
    public static string Kind(Diagnostic diagnostic) => diagnostic.Properties.TryGetValue(KindKey, out var kind) ? kind ?? "" : "";

    /// <summary>One of the arguments of the reader's complaint, or null.</summary>
    public static string? Argument(Diagnostic diagnostic, int index) => diagnostic.Properties.TryGetValue(Key(index), out var argument) ? argument : null;

    /// <summary>All of the arguments, in order.</summary>
    public static IEnumerable<string> Arguments(Diagnostic diagnostic)
    {
        for (var index = 0; Argument(diagnostic, index) is { } argument; index++) yield return argument;
    }

    internal static Diagnostic Create(DiagnosticDescriptor rule, Location location, string kind, IEnumerable<string> arguments, params object[] message)
    {
        var properties = ImmutableDictionary.CreateBuilder<string, string?>();
        properties.Add(KindKey, kind);
        foreach (var argument in arguments) properties.Add(Key(properties.Count - 1), argument);
        return Diagnostic.Create(rule, location, properties.ToImmutable(), message);
    }

    private static string Key(int index) => "argument" + index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
