using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Reviews;
using NormGen.CodeModel.Transformers;
using NormGen.CodeModel.Words;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1001: statistics over a batch of tokens fluctuate too much to normalize by.</summary>
public sealed class BatchNormInTransformerAnalyzer : FileRule, IWordRule
{
    /// <summary>The property of a finding that tells the <see cref="TokenLayout"/>.</summary>
    public const string Layout = nameof(Layout);

    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.BatchNormInTransformer,
        "BatchNorm inside a transformer block",
        "'{0}' normalizes tokens by statistics of the batch, inside the transformer block '{1}'{2}: they fluctuate from batch to batch, and training statistics do not fit inference",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "In a transformer the statistics of a batch of tokens vary strongly during training, forward and backward, and BatchNorm does far worse than a norm over the features of each token. Shen et al., PowerNorm, 2020, arXiv 2003.07845.");

    private static readonly ModelWords Words = new([CompilationWords.Additions], [new("BatchNorm", "batch_norm"), new("scaled_dot_product_attention", "softmax", "Softmax", "MultiheadAttention", "Transformer")]);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    /// <inheritdoc/>
    public bool ReadsAll { get; set; }

    internal override void Start(RuleStart start)
    {
        if (!ReadsAll && !Words.AreIn(start.Compilation, start.CancellationToken)) return;

        // Several blocks may share one class with a batch norm: the first of them tells.
        var tellers = new ConcurrentDictionary<Location, INamedTypeSymbol>();
        start.OverTypes(site =>
        {
            if (site.IsModel && (ReadsAll || Words.AreIn(site.Type, site.Compilation))) Check(site, tellers);
        });
    }

    private static void Check(TypeSite context, ConcurrentDictionary<Location, INamedTypeSymbol> tellers)
    {
        var type = context.Type;
        var found = TransformerBlockReader.Read(ModelGraph.Of(type, context.Compilation, context.CancellationToken));

        // Once a class: who reads one of them looks at the others too.
        if (found.FirstOrDefault(norm => SymbolEqualityComparer.Default.Equals(tellers.GetOrAdd(norm.Place, type), type)) is not { } first) return;
        var others = found.Where(norm => norm != first).Select(norm => norm.Place).ToList();
        var more = others.Count switch { 0 => "", 1 => ", as 1 other does", var count => $", as {count} others do" };
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, first.Place, others, ImmutableDictionary<string, string?>.Empty.Add(Layout, first.Layout.ToString()), first.Name, type.Name, more));
    }
}
