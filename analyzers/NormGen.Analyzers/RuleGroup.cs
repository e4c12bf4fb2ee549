using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Analyzers;

/// <summary>Rules that a build runs as one analyzer. They are grouped by how loud they are by default, because a build leaves an analyzer out of which nothing would be shown.</summary>
/// <param name="rules">The rules.</param>
public abstract class RuleGroup(ImmutableArray<FileRule> rules) : DiagnosticAnalyzer
{
    /// <summary>The rules.</summary>
    public ImmutableArray<FileRule> Rules => rules;

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. rules.SelectMany(rule => rule.SupportedDiagnostics).Distinct()];

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        FileRules.Register(context, rules);
    }
}
