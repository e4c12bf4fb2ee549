using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Keeps an argument of a logarithm, a reciprocal root or a divisor from zero, for NG4002: by the formula's own eps where it has one. Results near zero change, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddEpsCodeFix))]
[Shared]
public sealed class AddEpsCodeFix() : RuleCodeFix(RuleIds.ZeroWithoutEps, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var formula = new FormulaSyntax(place.Model, place.Token);
        var eps = Eps(place);
        var divisor = place.First.Parent switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } quotient => quotient.Right,
            SimpleNameSyntax { Identifier.ValueText: "div", Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { ArgumentList.Arguments: [var only] } } } => only.Expression,
            _ => null,
        };

        if (divisor is null)
        {
            if (place.First.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || formula.Call(call, "log", "log2", "log10", "rsqrt", "pow") is not (var argument, _) || formula.Call(argument, "softmax") is not null) yield break;
            yield return (Title($"Add {eps} to the argument"), place.Root.ReplaceNode(argument, Sum(argument, eps)));
        }
        else if (formula.Call(divisor, "sqrt") is (var under, []))
        {
            // Behind the root, its gradient would stay infinite.
            yield return (Title($"Add {eps} under the root"), place.Root.ReplaceNode(under, Sum(under, eps)));
        }
        else if (formula.Call(divisor, "norm", "std") is not null)
        {
            yield return (Title($"Keep the divisor above {eps}"), place.Root.ReplaceNode(divisor, SyntaxFactory.ParseExpression($"{FormulaSyntax.Receiver(divisor)}.clamp_min({eps})").WithTriviaFrom(divisor)));
        }
    }

    private static string Title(string what) => what + ": what was infinite is finite, and the rest changes a little";

    private static ExpressionSyntax Sum(ExpressionSyntax argument, string eps)
    {
        var bare = FormulaSyntax.Bare(argument).WithoutTrivia();
        var sum = SyntaxFactory.ParseExpression($"{(bare is BinaryExpressionSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ElementAccessExpressionSyntax or PrefixUnaryExpressionSyntax ? bare : SyntaxFactory.ParenthesizedExpression(bare))} + {eps}");
        return Operands.InPlaceOf(argument, sum);
    }

    private static string Eps(FixPlace place)
        => place.First.Parent?.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>()?.ParameterList.Parameters.FirstOrDefault(parameter => parameter is { Identifier.ValueText: "eps" or "epsilon", Type: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.DoubleKeyword } })?.Identifier.ValueText ?? "1e-6";
}
