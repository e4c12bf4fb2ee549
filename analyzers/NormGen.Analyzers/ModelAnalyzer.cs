using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
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
public abstract class ModelAnalyzer(DiagnosticDescriptor rule, Func<ModelGraph, IEnumerable<ModelFinding>> read, ModelWords words) : DiagnosticAnalyzer, IWordRule
{
    private static readonly ImmutableHashSet<string> Sequential = ["Sequential"];

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [rule];

    /// <inheritdoc/>
    public bool ReadsAll { get; set; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName("TorchSharp.torch") is null || !ReadsAll && !words.AreIn(start.Compilation, start.CancellationToken)) return;

            // Several classes may share what is found in a base class or a helper.
            var reported = new ConcurrentDictionary<Location, bool>();
            ClassEnds.Register(start, type => IsRead(type, start.Compilation), (symbol, type) => CheckClass(symbol, type, reported));
            NamedCalls.Register(start, Sequential, (node, operation) => CheckSequential(node, operation, reported));
        });
    }

    private bool IsRead(INamedTypeSymbol type, Compilation compilation) => ClassEnds.IsModel(type) && (ReadsAll || words.AreIn(type, compilation));

    private void CheckClass(SymbolAnalysisContext context, INamedTypeSymbol type, ConcurrentDictionary<Location, bool> reported)
    {
        foreach (var finding in read(ModelGraph.Of(type, context.Compilation, context.CancellationToken))) Report(finding, context.ReportDiagnostic, reported);
    }

    private void CheckSequential(SyntaxNodeAnalysisContext context, IOperation operation, ConcurrentDictionary<Location, bool> reported)
    {
        if (operation is not IInvocationOperation { TargetMethod: var method } call || !KnownModules.IsTorchSharp(method.ContainingType) || KnownModules.IsModule(context.ContainingSymbol as INamedTypeSymbol ?? context.ContainingSymbol?.ContainingType)) return;
        foreach (var finding in read(ModelGraph.Of(call, context.Compilation, context.CancellationToken))) Report(finding, context.ReportDiagnostic, reported);
    }

    private void Report(ModelFinding finding, Action<Diagnostic> report, ConcurrentDictionary<Location, bool> reported)
    {
        if (finding.Place.IsInSource && reported.TryAdd(finding.Place, true)) report(Finding.Create(rule, finding.Place, rule.Id, finding.Arguments, [.. finding.Arguments]));
    }
}
