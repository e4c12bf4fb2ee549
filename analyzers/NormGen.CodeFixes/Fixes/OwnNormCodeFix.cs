using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Reviews;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Gives the second place of NG1005 a norm of its own, made like the first. It has parameters and statistics of its own, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OwnNormCodeFix))]
[Shared]
public sealed class OwnNormCodeFix() : RuleCodeFix(RuleIds.StatefulNormShared, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        // A loop over layers needs a list of norms beside that of the layers.
        if (Finding.Argument(place.Diagnostic, 2) == SharedNormReader.InLoop) yield break;
        var call = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;
        if (call is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward", Expression: var used } } || place.Model.GetSymbolInfo(used, place.Token).Symbol is not IFieldSymbol norm || AddedModule.Beside(place, norm, call) is not { } beside) yield break;
        if (beside.Assignment is not null && !new FormulaSyntax(place.Model, place.Token).IsStable(beside.Creation)) yield break;
        var name = Enumerable.Range(2, 8).Select(number => norm.Name + number).FirstOrDefault(name => norm.ContainingType.GetMembers(name).Length == 0);
        if (name is null) yield break;
        yield return ($"Normalize this place by a norm of its own, '{name}': checkpoints change", beside.Add(place.Root, beside.Declaration.Declaration.Type.ToString(), name, beside.Creation.WithoutTrivia().ToString(), used, SyntaxFactory.IdentifierName(name)));
    }
}
