using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Analyzers.Tests.Harness;

/// <summary>The rules as a build runs them.</summary>
internal static class RuleGroups
{
    /// <summary>All groups.</summary>
    public static ImmutableArray<RuleGroup> All { get; } = [.. Types(typeof(RuleGroup)).Select(type => (RuleGroup)Activator.CreateInstance(type)!)];

    /// <summary>All groups, for the compiler's driver.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = [.. All];

    /// <summary>All classes of rules.</summary>
    public static IEnumerable<Type> Rules => Types(typeof(FileRule));

    private static IEnumerable<Type> Types(Type of) => typeof(RuleIds).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(of)).OrderBy(type => type.FullName, StringComparer.Ordinal);
}
