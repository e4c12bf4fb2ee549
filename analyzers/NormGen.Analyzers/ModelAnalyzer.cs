using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Reviews;
using NormGen.CodeModel.Words;

namespace NormGen.Analyzers;

/// <summary>What the rules share that read the model graph of each module class, and of each <c>Sequential</c> that is made outside of one.</summary>
/// <param name="rule">The rule.</param>
/// <param name="read">What it has to say about a graph.</param>
/// <param name="words">What must be written for it to have anything to say.</param>
public abstract class ModelAnalyzer(DiagnosticDescriptor rule, Func<ModelGraph, IEnumerable<ModelFinding>> read, ModelWords words) : FileRule, IWordRule
{
    private static readonly string[] Sequential = ["Sequential"];

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [rule];

    /// <inheritdoc/>
    public bool ReadsAll { get; set; }

    internal sealed override void Start(RuleStart start)
    {
        if (!ReadsAll && !words.AreIn(start.Compilation, start.CancellationToken)) return;
        start.OverTypes(CheckClass);
        start.OverCalls(Sequential, CheckSequential);
    }

    private void CheckClass(TypeSite site)
    {
        if (!site.IsModel || !ReadsAll && !words.AreIn(site.Type, site.Compilation)) return;
        foreach (var finding in read(ModelGraph.Of(site.Type, site.Compilation, site.CancellationToken))) Report(finding, site.ReportOnce);
    }

    private void CheckSequential(NodeSite site)
    {
        if (KnownModules.IsModule(site.ContainingType) || site.Operation is not IInvocationOperation { TargetMethod: var method } call || !KnownModules.IsTorchSharp(method.ContainingType)) return;
        foreach (var finding in read(ModelGraph.Of(call, site.Compilation, site.CancellationToken))) Report(finding, site.ReportOnce);
    }

    // Several classes may share what is found in a base class or a helper.
    private void Report(ModelFinding finding, Action<Diagnostic> report)
    {
        if (finding.Place.IsInSource) report(Finding.Create(rule, finding.Place, rule.Id, finding.Arguments, [.. finding.Arguments]));
    }
}
