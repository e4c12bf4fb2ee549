using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.Analyzers.Rules;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Replaces a BatchNorm1d over tokens by a norm over features for NG1001, where the features stand on the last axis or are exchanged with it only for BatchNorm. Another norm, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NormalizeTokensCodeFix))]
[Shared]
public sealed class NormalizeTokensCodeFix : CodeFixProvider
{
    private static readonly string[] Norms = ["FusedLayerNorm", "RMSNorm"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleIds.BatchNormInTransformer];

    /// <summary>None: it changes what a model computes, which is decided one norm at a time.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var diagnostic = context.Diagnostics[0];
        if (!diagnostic.Properties.TryGetValue(BatchNormInTransformerAnalyzer.Layout, out var text) || !Enum.TryParse<TokenLayout>(text, out var layout) || layout == TokenLayout.Other) return;
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null) return;
        if (root.FindNode(context.Span).AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault() is not { } creation || BatchNormUse.Of(creation, model, layout == TokenLayout.Transposed) is not { } use) return;
        foreach (var norm in Norms)
        {
            if (NormCreation.InPlaceOf(creation, norm, model) is not { } replacement) continue;
            var imports = Imports.Missing(model, creation.SpanStart, replacement).ToList();
            if (use.NamedAt is { } place && model.LookupNamespacesAndTypes(place, name: norm).IsEmpty) imports.Add("NormGen.Modules");
            var title = $"Replace BatchNorm1d by {norm}: each token by its own statistics; results and checkpoints change";
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(Imports.Add(use.Replace(root, replacement, norm), imports))), norm), diagnostic);
        }
    }
}
