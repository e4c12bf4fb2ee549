using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Gives the branch of NG1013 the norm on its output that the other one has: another function, with parameters of its own, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OutputNormCodeFix))]
[Shared]
public sealed class OutputNormCodeFix() : RuleCodeFix(RuleIds.HalfDonePeriLN, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var call = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;
        if (call is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward", Expression: var sublayer } } || place.Model.GetSymbolInfo(sublayer, place.Token).Symbol is not IFieldSymbol { ContainingType: var type } branch) yield break;
        if (Finding.Argument(place.Diagnostic, 1) is not { } other || type.GetMembers(other).OfType<IFieldSymbol>().FirstOrDefault() is not { } norm || !IsWholeBranch(call, place)) yield break;
        var name = branch.Name + "_norm_out";
        if (type.GetMembers(name).Length > 0 || AddedModule.Beside(place, norm, call) is not { } beside) yield break;

        // A copy of the other norm's creation must mean the same: it names nothing that changes.
        if (!new FormulaSyntax(place.Model, place.Token).IsStable(beside.Creation) && beside.Assignment is not null) yield break;
        var declared = beside.Declaration.Declaration.Type.ToString();
        var use = SyntaxFactory.ParseExpression($"{name}.call({call.WithoutTrivia()})");
        yield return ($"Add a norm on the output of '{branch.Name}', as '{other}' is: results and checkpoints change", beside.Add(place.Root, declared, name, beside.Creation.WithoutTrivia().ToString(), call, use));
    }

    /// <summary>Whether a call is added to the stream and is nothing else's: through factors, dropout and a local of one use.</summary>
    private static bool IsWholeBranch(ExpressionSyntax call, FixPlace place)
    {
        for (SyntaxNode node = call; node.Parent is { } parent; node = parent)
        {
            switch (parent)
            {
                case ParenthesizedExpressionSyntax or ArgumentSyntax or ArgumentListSyntax or InvocationExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression }:
                    break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } or AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } or ReturnStatementSyntax or ArrowExpressionClauseSyntax:
                    return true;
                case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local }:
                    return new FormulaSyntax(place.Model, place.Token).Uses(local).Count() == 1;
                default:
                    return false;
            }
        }

        return false;
    }
}
