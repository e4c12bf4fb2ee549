using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Invariance;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules;

/// <summary>NG2001: momentum makes the norm of scale-invariant weights grow and their effective step shrink.</summary>
public sealed class MomentumOverScaleInvariantWeightsAnalyzer : FileRule
{
    /// <summary>Set on a finding whose weights SCALE would all train without momentum.</summary>
    public const string ScaleApplies = nameof(ScaleApplies);

    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.MomentumOverScaleInvariantWeights,
        "Momentum optimizer over scale-invariant weights",
        "{0} keeps momentum over {1} whose scale a norm takes away, such as '{2}' {3} because of {4}: {5}",
        RuleCategories.Training,
        DiagnosticSeverity.Info,
        "The scale of a weight that feeds a norm cancels; only its direction matters. Momentum makes the length of such a weight grow much faster than plain gradient descent does, and its effective step shrinks with it. Heo et al., AdamP, 2020, arXiv 2006.08217.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
    {
        start.OverCreations(MomentumOptimizer.Names, site =>
        {
            if (site.Operation is { } operation) Check(site, operation);
        });
    }

    private static void Check(NodeSite context, IOperation operation)
    {
        var parts = MomentumOptimizer.Parts(operation, context.Compilation, context.CancellationToken);
        var all = parts.Select(part => part.Model).Distinct().SelectMany(model => InvarianceReader.Read(model, withBiases: false)).ToList();
        var found = all.Where(weight => parts.Any(part => part.Holds(weight.Weight))).ToList();
        if (found.Count == 0) return;
        var count = found.Count == 1 ? "1 weight" : $"{found.Count} weights";
        var consequence = parts.Any(part => part.Number("weight_decay") is not 0.0 && found.Exists(weight => part.Holds(weight.Weight))) ? "weight decay alone keeps their norms from growing" : "their norms grow and their effective steps shrink";
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (found.All(weight => weight.Weight.Owner.Kind is ModuleKind.Linear or ModuleKind.Convolution or ModuleKind.Embedding)) properties = properties.Add(ScaleApplies, "");
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, CreationName.Place(operation.Syntax), properties, parts[0].Optimizer.Name, count, found[0].Weight.Path, Groups(found[0]), Cause(found[0].Cause), consequence));
    }

    private static string Groups(ScaleInvariance found) => found.Group switch
    {
        ScaleGroup.Row => found.Weight.Owner.Kind is ModuleKind.Convolution ? "per output channel" : found.Weight.Owner.Kind is ModuleKind.Linear ? "per output row" : "per row",
        ScaleGroup.Block => found.BlockRows is { } rows ? $"per block of {rows} rows" : "per block of rows",
        _ => "as a whole",
    };

    private static string Cause(FlowNode cause) => cause switch
    {
        { Module: { } module } => module.Path.Length == 0 ? $"the {module.Type.Name}" : $"'{module.Path}'",
        { Kind: FlowKind.Norm } => cause.Norm switch
        {
            FlowNorm.Layer => "a layer norm",
            FlowNorm.RootMeanSquare => "an RMS norm",
            FlowNorm.Length => "a normalization to unit length",
            FlowNorm.Batch => "a batch norm",
            FlowNorm.Instance => "an instance norm",
            _ => "a group norm",
        },
        _ => "a quotient in which it cancels",
    };
}
