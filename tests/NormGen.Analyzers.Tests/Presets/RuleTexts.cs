using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Analyzers.Tests.Presets;

/// <summary>What is written from the descriptors: the table of rules and the presets.</summary>
internal static class RuleTexts
{
    /// <summary>The presets by name: what becomes of each rule.</summary>
    public static IReadOnlyDictionary<string, (string Summary, Func<DiagnosticDescriptor, string> Severity)> Presets { get; } = new Dictionary<string, (string, Func<DiagnosticDescriptor, string>)>
    {
        ["all"] = ("Every rule shows: what is hidden by default is a suggestion.", rule => rule.DefaultSeverity == DiagnosticSeverity.Hidden || !rule.IsEnabledByDefault ? "suggestion" : Name(rule.DefaultSeverity)),
        ["recommended"] = ("Every rule as it is by default.", rule => rule.IsEnabledByDefault ? Name(rule.DefaultSeverity) : "none"),
        ["quiet"] = ("Only what does not work or does not do what it says: errors and warnings.", rule => rule.IsEnabledByDefault && rule.DefaultSeverity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning ? Name(rule.DefaultSeverity) : "none"),
    };

    /// <summary>The table of rules.</summary>
    public static string Table()
    {
        var fixable = typeof(CodeFixes.RuleCodeFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)))
            .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds).ToHashSet();
        var text = new StringBuilder("| Rule | Default | Fix | What it finds |\n|---|---|---|---|\n");
        foreach (var rule in Rules()) text.Append(CultureInfo.InvariantCulture, $"| [{rule.Id}]({rule.Id}.md) | {Shown(rule)} | {(fixable.Contains(rule.Id) ? "yes" : "no")} | {rule.Title.ToString(CultureInfo.InvariantCulture)} |\n");
        return text.ToString();
    }

    /// <summary>A preset as an <c>.editorconfig</c>.</summary>
    public static string Preset(string name)
    {
        var (summary, severity) = Presets[name];
        var text = new StringBuilder($"# NormGen rules, {name}: {summary}\n# Written from the descriptors of the rules; copy it, or its lines, into the .editorconfig of a project.\n\n[*.cs]\n");
        foreach (var rule in Rules()) text.Append(CultureInfo.InvariantCulture, $"\n# {rule.Title.ToString(CultureInfo.InvariantCulture)}\ndotnet_diagnostic.{rule.Id}.severity = {severity(rule)}\n");
        return text.ToString();
    }

    /// <summary>A preset as a global analyzer config, which the package adds to a project that names it. Below every file that a project has itself.</summary>
    public static string Global(string name)
    {
        var (summary, severity) = Presets[name];
        var text = new StringBuilder($"# NormGen rules, {name}: {summary}\n# Written from the descriptors of the rules. Chosen by <NormGenRulePreset>{name}</NormGenRulePreset>; .editorconfig and .globalconfig of the project go before.\n\nis_global = true\nglobal_level = -1\n\n");
        foreach (var rule in Rules()) text.Append(CultureInfo.InvariantCulture, $"dotnet_diagnostic.{rule.Id}.severity = {severity(rule)}\n");
        return text.ToString();
    }

    private static IEnumerable<DiagnosticDescriptor> Rules() => RuleDocumentationTests.Descriptors.DistinctBy(rule => rule.Id).OrderBy(rule => rule.Id, StringComparer.Ordinal);

    private static string Shown(DiagnosticDescriptor rule) => !rule.IsEnabledByDefault ? "off" : rule.DefaultSeverity == DiagnosticSeverity.Info ? "info" : rule.DefaultSeverity.ToString().ToLowerInvariant();

    private static string Name(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Info => "suggestion",
        DiagnosticSeverity.Hidden => "silent",
        _ => severity.ToString().ToLowerInvariant(),
    };
}
