using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Writes what NG1004 finds out of place: the variable holds the result, and the tensor that the norm took stays. Other names of that tensor no longer see the change, so it runs one place at a time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OutOfPlaceCodeFix))]
[Shared]
public sealed class OutOfPlaceCodeFix() : RuleCodeFix(RuleIds.NormInputOverwritten, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var call = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;
        if (call is null || Rewrite(call) is not var (target, rewritten) || Operands.Variable(target, place.Model, place.Token) is not { } variable) yield break;
        if (place.Model.GetSpeculativeSymbolInfo(call.SpanStart, rewritten, SpeculativeBindingOption.BindAsExpression).Symbol is not IMethodSymbol { ReturnType: var result } || !TorchTypes.IsTensor(result)) yield break;
        var isAssigned = call.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax own } && own.Identifier.ValueText == variable.Identifier.ValueText;
        var isKept = !isAssigned && (call.Parent is ExpressionStatementSyntax || Operands.IsReadBehind(call, variable));
        var changed = isKept
            ? Operands.InPlaceOf(call, SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, variable.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space), rewritten.WithoutTrivia()))
            : rewritten.WithTriviaFrom(call);
        yield return ("Write it out of place: the tensor that the norm took stays as it is", place.Root.ReplaceNode(call, changed));
    }

    /// <summary>The tensor that is overwritten, and the call that leaves it: <c>x.add(y)</c> for <c>x.add_(y)</c>, <c>relu(x)</c> for <c>relu(x, inplace: true)</c>.</summary>
    private static (ExpressionSyntax Target, ExpressionSyntax Rewritten)? Rewrite(InvocationExpressionSyntax call)
    {
        if (call.Expression is MemberAccessExpressionSyntax { Expression: var on, Name: IdentifierNameSyntax { Identifier: var name } written } && name.ValueText.EndsWith("_", StringComparison.Ordinal))
            return (on, call.ReplaceNode(written, SyntaxFactory.IdentifierName(name.ValueText.Substring(0, name.ValueText.Length - 1)).WithTriviaFrom(written)));
        return call.ArgumentList.Arguments is [{ NameColon: null, Expression: var first }, ..] arguments && arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == "inplace") is { } flag
            ? (first, call.WithArgumentList(call.ArgumentList.WithArguments(arguments.Remove(flag))))
            : null;
    }
}
