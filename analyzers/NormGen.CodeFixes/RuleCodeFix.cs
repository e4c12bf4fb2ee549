using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace NormGen.CodeFixes;

/// <summary>What all fixes share: each serves one rule, or two with one remedy, changes one document, and is offered only where it can be done.</summary>
/// <param name="id">The rule.</param>
/// <param name="keepsMeaning">Whether the code means the same as it was meant to before: only then it may run over a whole solution at once.</param>
/// <param name="other">The second rule, or null.</param>
public abstract class RuleCodeFix(string id, bool keepsMeaning, string? other = null) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = other is null ? [id] : [id, other];

    /// <inheritdoc/>
    public sealed override FixAllProvider? GetFixAllProvider() => keepsMeaning ? WellKnownFixAllProviders.BatchFixer : null;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var choice = 0;
            foreach (var (title, changed) in Find(new(context.Document, root, model, diagnostic, context.CancellationToken)))
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), GetType().Name + choice++), diagnostic);
        }
    }

    /// <summary>The ways to fix a finding: what the menu says, and the document after it.</summary>
    private protected abstract IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place);
}
