using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1003: the gradients of a deep Post-LN model are largest at its first steps.</summary>
public sealed class PostNormWithoutWarmupAnalyzer : FileRule
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.PostNormWithoutWarmup,
        "Deep Post-LN without warm-up",
        "{0} begins with the full rate, and '{1}' is {2} Post-LN blocks deep: their gradients near the output are large at the first steps, and training often diverges; warm up first, or use Pre-LN or Peri-LN",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "In Post-LN the gradients of the last blocks at initialization do not shrink with depth, so that the full learning rate at the first steps makes training unstable; with warm-up it trains. Xiong et al., On Layer Normalization in the Transformer Architecture, 2020, arXiv 2002.04745.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
    {
        start.OverCreations(OptimizerSchedule.WithoutWarmup, site =>
        {
            if (site.Operation is { } operation) Check(site, operation);
        });
    }

    private static void Check(NodeSite context, IOperation operation)
    {
        if (WarmupReader.Read(operation, context.Compilation, context.CancellationToken) is { } finding) context.ReportDiagnostic(Diagnostic.Create(Descriptor, finding.Place, [.. finding.Arguments]));
    }
}
