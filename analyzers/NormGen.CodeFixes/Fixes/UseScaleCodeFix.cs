using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using NormGen.Analyzers;
using NormGen.Analyzers.Rules;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Replaces the optimizer by SCALE for NG2001: matrices and convolutions then have no momentum. Another optimizer, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseScaleCodeFix))]
[Shared]
public sealed class UseScaleCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleIds.MomentumOverScaleInvariantWeights];

    /// <summary>None: it changes how a model trains, which is decided one optimizer at a time.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (!context.Diagnostics[0].Properties.ContainsKey(MomentumOverScaleInvariantWeightsAnalyzer.ScaleApplies) || await OptimizerConstruction.At(context).ConfigureAwait(false) is not { } construction) return;
        construction.Offer(context, "SCALE", Arguments(construction), $"Train with SCALE instead of {construction.Optimizer.Name}: another optimizer, without momentum on matrices and convolutions; choose its learning rate anew", nameof(UseScaleCodeFix));
    }

    // A rate of SGD means nothing here; rates of optimizers that normalize by the gradient's size are of the same order. Only AdamW's decay is decoupled like SCALE's.
    private static IEnumerable<string> Arguments(OptimizerConstruction construction)
    {
        yield return construction.Subject;
        if (construction.Optimizer.Name != "SGD" && construction.Written("lr") is { } rate) yield return $"lr: {rate}";
        if (construction.Optimizer.Name == "AdamW" && construction.Written("weight_decay") is { } decay) yield return $"weight_decay: {decay}";
    }
}
