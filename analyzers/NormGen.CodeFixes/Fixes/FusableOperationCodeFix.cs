using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Rewrites what NG0011 finds where the rewrite is a word: an operation in place, a function of <c>MathF</c>. Both change what is computed a little, and say how.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FusableOperationCodeFix))]
[Shared]
public sealed class FusableOperationCodeFix() : RuleCodeFix(RuleIds.OperationNotFused, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (Finding.Arguments(place.Diagnostic).ToList() is not [var written, _, { Length: > 0 } rewrite]) yield break;
        if (place.First.Text != written) yield break;
        if (written == rewrite + "_")
        {
            var name = SyntaxFactory.Identifier(place.First.LeadingTrivia, rewrite, place.First.TrailingTrivia);
            yield return ($"Use '{rewrite}', which leaves its operand as it is", place.Root.ReplaceToken(place.First, name));
        }
        else if (rewrite == "Math." + written && place.First.Parent?.Parent is MemberAccessExpressionSyntax access && access.Expression.GetLastToken() is { Text: "MathF" } type)
        {
            yield return ($"Use '{rewrite}', which computes in double", place.Root.ReplaceToken(type, SyntaxFactory.Identifier(type.LeadingTrivia, "Math", type.TrailingTrivia)));
        }
    }
}
