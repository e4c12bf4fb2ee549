using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.Analyzers;
using NormGen.Analyzers.Rules;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Training;

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
        var diagnostic = context.Diagnostics[0];
        if (!diagnostic.Properties.ContainsKey(MomentumOverScaleInvariantWeightsAnalyzer.ScaleApplies)) return;
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null) return;
        var construction = root.FindNode(context.Span).AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax);
        if (construction is null || !ReceivingType.Takes(construction, model, "NormGen.Optimizers.SCALE") || model.GetOperation(construction, context.CancellationToken) is not { } operation || MomentumOptimizer.Of(operation) is not { } optimizer) return;
        if (TrainedModel.Model(optimizer.Parameters) is not { } trained || !(trained.IsImplicit || construction.Span.Contains(trained.Syntax.Span))) return;
        var scale = SyntaxFactory.ParseExpression($"{Place(construction)}.SCALE({string.Join(", ", Arguments(operation, optimizer, trained))})").WithTriviaFrom(construction);
        var imports = Imports.Missing(model, construction.SpanStart, scale);
        var title = $"Train with SCALE instead of {optimizer.Name}: another optimizer, without momentum on matrices and convolutions; choose its learning rate anew";
        context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(Imports.Add(root.ReplaceNode(construction, scale), imports))), nameof(UseScaleCodeFix)), diagnostic);
    }

    private static string Place(ExpressionSyntax construction)
        => construction is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var place } } ? place.ToString() : "torch.optim";

    // A rate of SGD means nothing here; rates of optimizers that normalize by the gradient's size are of the same order. Only AdamW's decay is decoupled like SCALE's.
    private static IEnumerable<string> Arguments(IOperation operation, MomentumOptimizer optimizer, IOperation model)
    {
        yield return model.IsImplicit ? "this" : model.Syntax.ToString();
        if (optimizer.Name != "SGD" && Written(operation, "lr") is { } rate) yield return $"lr: {rate}";
        if (optimizer.Name == "AdamW" && Written(operation, "weight_decay") is { } decay) yield return $"weight_decay: {decay}";
    }

    private static SyntaxNode? Written(IOperation operation, string name)
    {
        var arguments = operation is IInvocationOperation call ? call.Arguments : ((IObjectCreationOperation)operation).Arguments;
        return arguments.FirstOrDefault(argument => argument.Parameter?.Name == name && argument.ArgumentKind == ArgumentKind.Explicit)?.Value.Syntax;
    }
}
