using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3013: the first learning rate of the schedule is skipped.</summary>
public sealed class SchedulerOrderAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.SchedulerOrder,
        "Scheduler stepped before its optimizer",
        "'{0}' is stepped before '{1}': the first value of the schedule is never used; step the optimizer first",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "A scheduler has set its first learning rate when it is made. Stepped before the optimizer, it replaces that rate before anything was trained with it, and the whole schedule runs one step ahead.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverCalls(start, SchedulerOrder.Read, ["step"]);
}
