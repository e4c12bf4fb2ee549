using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers;

/// <summary>What the rules over construction and training share: one descriptor each, and readers that tell what they saw.</summary>
public abstract class TorchAnalyzer : FileRule
{
    /// <summary>Has every module class in source read.</summary>
    private protected void OverModules(RuleStart start, Func<INamedTypeSymbol, Compilation, CancellationToken, IEnumerable<Observation>> read) => start.OverTypes(site =>
    {
        if (!site.IsModule) return;
        foreach (var observation in read(site.Type, site.Compilation, site.CancellationToken)) site.ReportDiagnostic(Of(observation));
    });

    /// <summary>Has every call of a method of one of these names read. The name is looked at before anything is bound: of most files, and of most members of a file with a model, nothing is.</summary>
    /// <param name="start">The compilation.</param>
    /// <param name="read">Reads the call.</param>
    /// <param name="names">The names.</param>
    /// <param name="where">Whether the syntax around a call leaves it open that the rule has something to say, or null.</param>
    private protected void OverCalls(RuleStart start, Func<IOperation, Observation?> read, IEnumerable<string> names, Func<SyntaxNode, bool>? where = null) => OverCalls(start, (operation, _, _) => read(operation), names, where);

    /// <inheritdoc cref="OverCalls(RuleStart, Func{IOperation, Observation?}, IEnumerable{string}, Func{SyntaxNode, bool}?)"/>
    private protected void OverCalls(RuleStart start, Func<IOperation, Compilation, CancellationToken, Observation?> read, IEnumerable<string> names, Func<SyntaxNode, bool>? where = null) => start.OverCalls(names, site =>
    {
        if (where is null || where(site.Node)) Report(site, operation => read(operation, site.Compilation, site.CancellationToken));
    });

    /// <summary>Has every construction of an optimizer read.</summary>
    private protected void OverOptimizers(RuleStart start, Func<IOperation, Compilation, CancellationToken, Observation?> read)
        => start.OverCreations(OptimizerCreation.Names, site => Report(site, operation => read(operation, site.Compilation, site.CancellationToken)));

    /// <summary>Reports what is seen at a syntax node.</summary>
    private protected void Report(NodeSite site, Func<IOperation, Observation?> read)
    {
        if (site.Operation is { } operation && read(operation) is { } observation) site.ReportDiagnostic(Of(observation));
    }

    /// <summary>The diagnostic of an observation.</summary>
    private protected Diagnostic Of(Observation observation) => Finding.Create(SupportedDiagnostics[0], observation.Place, observation.Kind, observation.Arguments, [.. observation.Arguments]);
}
