using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Puts a layer norm in front of the head, for NG1012: another function, with parameters of its own, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FinalNormCodeFix))]
[Shared]
public sealed class FinalNormCodeFix() : RuleCodeFix(RuleIds.MissingFinalNorm, keepsMeaning: false)
{
    private const string Name = "final_norm";

    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var call = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call is not { ArgumentList.Arguments: [{ Expression: var stream }], Expression: MemberAccessExpressionSyntax { Expression: var head } } || place.Model.GetSymbolInfo(head, place.Token).Symbol is not IFieldSymbol { DeclaringSyntaxReferences: [var declared] } field) yield break;
        if (call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || declared.GetSyntax(place.Token) is not VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax declaration } declarator || declaration.Parent != type) yield break;
        if (field.ContainingType.GetMembers(Name).Length > 0 || !place.Model.LookupNamespacesAndTypes(declaration.SpanStart, name: "LayerNorm").Any()) yield break;

        // Made where the head is made, of its size.
        var assignment = type.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(set => SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(set.Left, place.Token).Symbol, field)).ToList();
        var creation = declarator.Initializer?.Value ?? (assignment is [var only] ? only.Right : null);
        if (creation is not InvocationExpressionSyntax { ArgumentList.Arguments: [{ NameColon: null, Expression: var size }, ..], Expression: var factory }) yield break;
        var made = $"{(factory is MemberAccessExpressionSyntax { Expression: var around } ? around + "." : "")}LayerNorm({size})";
        var normed = call.ReplaceNode(stream, SyntaxFactory.ParseExpression($"{Name}.call({stream})").WithTriviaFrom(stream));
        var modifiers = declaration.Modifiers.ToString();
        var isInitialized = declarator.Initializer is not null;
        var member = (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"{modifiers}{(modifiers.Length == 0 ? "" : " ")}LayerNorm {Name}{(isInitialized ? " = " + made : "")};")!;

        var changed = place.Root.TrackNodes(isInitialized ? [call, declaration] : new SyntaxNode[] { call, declaration, assignment[0].Parent! });
        changed = changed.ReplaceNode(changed.GetCurrentNode(call)!, normed);
        if (!isInitialized)
        {
            if (assignment[0].Parent is not ExpressionStatementSyntax statement || statement.Parent is not BlockSyntax) yield break;
            changed = changed.InsertNodesAfter(changed.GetCurrentNode(statement)!, [SyntaxFactory.ParseStatement($"{Name} = {made};").WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(statement.GetTrailingTrivia())]);
        }

        changed = changed.InsertNodesAfter(changed.GetCurrentNode(declaration)!, [member.WithLeadingTrivia(Indentation(declaration)).WithTrailingTrivia(declaration.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation)]);
        yield return ($"Add a LayerNorm in front of '{head}': results and checkpoints change", changed);
    }

    private static SyntaxTriviaList Indentation(SyntaxNode node) => SyntaxFactory.TriviaList(node.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
}
