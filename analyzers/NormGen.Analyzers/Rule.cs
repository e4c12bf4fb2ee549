using Microsoft.CodeAnalysis;

namespace NormGen.Analyzers;

/// <summary>Makes descriptors that all link to their page in <c>docs/rules</c>.</summary>
internal static class Rule
{
    // The one place that knows where the pages are published.
    private const string Pages = "https://github.com/NormGen/NormGen/blob/main/docs/rules/";

    /// <summary>A wrong use of NormGen: always an error, because what was asked for cannot be generated.</summary>
    public static DiagnosticDescriptor Usage(string id, string title, string message, string description)
        => Create(id, title, message, RuleCategories.Usage, DiagnosticSeverity.Error, description);

    /// <summary>A rule for code that few write: off until a project switches it on.</summary>
    public static DiagnosticDescriptor Off(string id, string title, string message, string category, string description)
        => new(id, title, message, category, DiagnosticSeverity.Info, isEnabledByDefault: false, description, Pages + id + ".md");

    /// <summary>Any rule.</summary>
    public static DiagnosticDescriptor Create(string id, string title, string message, string category, DiagnosticSeverity severity, string description)
        => new(id, title, message, category, severity, isEnabledByDefault: true, description, Pages + id + ".md");
}
