using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Lets gradients pass a rounding as if it were not there, for NG4010: what <c>forward</c> computes stays, what it trains changes, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StraightThroughCodeFix))]
[Shared]
public sealed class StraightThroughCodeFix() : RuleCodeFix(RuleIds.RoundingWithoutGradient, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        // What is rounded is written twice: only a variable costs nothing then.
        if (place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax rounding || Finding.Argument(place.Diagnostic, 0) is not { } name) yield break;
        if (new FormulaSyntax(place.Model, place.Token).Call(rounding, name) is not var (on, _) || FormulaSyntax.Bare(on) is not IdentifierNameSyntax x) yield break;
        var passed = SyntaxFactory.ParseExpression($"{x.WithoutTrivia()} + ({rounding.WithoutTrivia()} - {x.WithoutTrivia()}).detach()");
        yield return ("Let gradients go straight through it: results stay, training changes", place.Root.ReplaceNode(rounding, Operands.InPlaceOf(rounding, passed)));
    }
}
