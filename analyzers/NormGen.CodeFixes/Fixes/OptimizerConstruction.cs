using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Training;

namespace NormGen.CodeFixes.Fixes;

/// <summary>The construction of an optimizer over a model that is named at it, to be replaced by another one.</summary>
/// <param name="Root">The file.</param>
/// <param name="Model">Its meaning.</param>
/// <param name="Expression">The construction.</param>
/// <param name="Optimizer">What it constructs.</param>
/// <param name="Operation">The construction as an operation.</param>
/// <param name="Trained">The model.</param>
internal sealed record OptimizerConstruction(SyntaxNode Root, SemanticModel Model, ExpressionSyntax Expression, MomentumOptimizer Optimizer, IOperation Operation, IOperation Trained)
{
    /// <summary>Reads the construction at a finding; null where it cannot be replaced.</summary>
    public static async Task<OptimizerConstruction?> At(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var construction = root?.FindNode(context.Span).AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax);
        if (construction is null || model is null || model.GetOperation(construction, context.CancellationToken) is not { } operation || MomentumOptimizer.Of(operation) is not { } optimizer) return null;
        return TrainedModel.Model(optimizer.Parameters) is { } trained && (trained.IsImplicit || construction.Span.Contains(trained.Syntax.Span)) ? new(root!, model, construction, optimizer, operation, trained) : null;
    }

    /// <summary>The model as it is written.</summary>
    public string Subject => Trained.IsImplicit ? "this" : Trained.Syntax.ToString();

    /// <summary>An argument as it is written, or null.</summary>
    public SyntaxNode? Written(string name)
    {
        var arguments = Operation is IInvocationOperation call ? call.Arguments : ((IObjectCreationOperation)Operation).Arguments;
        return arguments.FirstOrDefault(argument => argument.Parameter?.Name == name && argument.ArgumentKind == ArgumentKind.Explicit)?.Value.Syntax;
    }

    /// <summary>Offers another optimizer of <c>torch.optim</c>, where what receives it takes its class.</summary>
    public void Offer(CodeFixContext context, string optimizer, IEnumerable<string> arguments, string title, string key)
    {
        if (!ReceivingType.Takes(Expression, Model, "NormGen.Optimizers." + optimizer)) return;
        var place = Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var written } } ? written.ToString() : "torch.optim";
        var replacement = SyntaxFactory.ParseExpression($"{place}.{optimizer}({string.Join(", ", arguments)})").WithTriviaFrom(Expression);
        var imports = Imports.Missing(Model, Expression.SpanStart, replacement);
        context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(Imports.Add(Root.ReplaceNode(Expression, replacement), imports))), key), context.Diagnostics[0]);
    }
}
