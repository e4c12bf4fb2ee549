using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1001: statistics over a batch of tokens fluctuate too much to normalize by.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BatchNormInTransformerAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a finding that tells the <see cref="TokenLayout"/>.</summary>
    public const string Layout = nameof(Layout);

    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.BatchNormInTransformer,
        "BatchNorm inside a transformer block",
        "'{0}' normalizes tokens by statistics of the batch, inside a transformer block: they fluctuate from batch to batch, and training statistics do not fit inference",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "In a transformer the statistics of a batch of tokens vary strongly during training, forward and backward, and BatchNorm does far worse than a norm over the features of each token. Shen et al., PowerNorm, 2020, arXiv 2003.07845.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (!BlockWords.AreIn(start.Compilation, start.CancellationToken)) return;

            // Several blocks may share one class with a batch norm.
            var reported = new ConcurrentDictionary<Location, bool>();
            start.RegisterSymbolAction(symbol => Check(symbol, reported), SymbolKind.NamedType);
        });
    }

    private static void Check(SymbolAnalysisContext context, ConcurrentDictionary<Location, bool> reported)
    {
        if (context.Symbol is not INamedTypeSymbol { IsAbstract: false, IsStatic: false } type || !KnownModules.IsModule(type)) return;
        foreach (var norm in TransformerBlockReader.Read(type, context.Compilation, context.CancellationToken))
        {
            if (reported.TryAdd(norm.Place, true)) context.ReportDiagnostic(Diagnostic.Create(Descriptor, norm.Place, ImmutableDictionary<string, string?>.Empty.Add(Layout, norm.Layout.ToString()), norm.Name));
        }
    }
}
