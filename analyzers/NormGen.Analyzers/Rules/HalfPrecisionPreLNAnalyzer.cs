using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1014: the residual stream of a deep Pre-LN model outgrows float16 while it trains.</summary>
public sealed class HalfPrecisionPreLNAnalyzer : FileRule
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.HalfPrecisionPreLN,
        "Deep Pre-LN stack in float16",
        "'{0}' is {1} Pre-LN blocks deep and trains in float16: nothing bounds its residual stream, which outgrows the largest float16, 65504, in training; use bfloat16, or Peri-LN",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "The hidden states of Pre-LN models of 24 blocks and more passed the largest float16 within 0.5 billion tokens, those of Peri-LN did not. Kim et al., Peri-LN, 2025, arXiv 2502.02732.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
    {
        start.OverCreations(["half", "to"], site =>
        {
            if (site.Operation is { } operation) Check(site, operation);
        });
    }

    private static void Check(NodeSite context, IOperation operation)
    {
        if (operation is IInvocationOperation call && HalfPrecisionReader.Read(call, context.Compilation, context.CancellationToken) is { } finding) context.ReportDiagnostic(Diagnostic.Create(Descriptor, finding.Place, [.. finding.Arguments]));
    }
}
