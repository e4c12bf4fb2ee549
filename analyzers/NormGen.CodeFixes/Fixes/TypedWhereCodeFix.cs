using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Converts what NG4012 finds to the type of the tensor that it is computed with. Results are then of that type, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TypedWhereCodeFix))]
[Shared]
public sealed class TypedWhereCodeFix() : RuleCodeFix(RuleIds.WideWhere, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax choice || Beside(choice, place) is not { } x) yield break;
        yield return ($"Convert it to the type of '{x}': results come in that type", place.Root.ReplaceNode(choice, SyntaxFactory.ParseExpression($"{choice.WithoutTrivia()}.to({x}.dtype)").WithTriviaFrom(choice)));
    }

    /// <summary>The tensor whose type is meant: the other operand, or what the condition compares with a number that is not whole.</summary>
    private static ExpressionSyntax? Beside(InvocationExpressionSyntax choice, FixPlace place)
    {
        ExpressionSyntax outer = choice;
        while (outer.Parent is ParenthesizedExpressionSyntax parent) outer = parent;
        if (outer.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.DivideExpression } computed && Tensor(computed.Left == outer ? computed.Right : computed.Left, place) is { } operand) return operand;
        return choice.ArgumentList.Arguments is [{ Expression: BinaryExpressionSyntax { Right: var limit } condition }, ..] && place.Model.GetConstantValue(FormulaSyntax.Bare(limit), place.Token).Value is double or float ? Tensor(condition.Left, place) : null;
    }

    private static ExpressionSyntax? Tensor(ExpressionSyntax expression, FixPlace place)
        => FormulaSyntax.Bare(expression) is var bare && bare is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } && TorchTypes.IsTensorOrDerived(place.Model.GetTypeInfo(bare, place.Token).Type) ? bare.WithoutTrivia() : null;
}
