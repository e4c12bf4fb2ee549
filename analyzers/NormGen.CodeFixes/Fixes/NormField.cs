using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace NormGen.CodeFixes.Fixes;

/// <summary>A layer norm as a field beside that of a linear map, made where the map is made and of its size.</summary>
internal static class NormField
{
    /// <summary>Adds it and calls it on an expression; null where the field is declared or made in a way that is not understood, or the name is taken.</summary>
    /// <param name="place">Where the fix is asked for.</param>
    /// <param name="layer">The linear map.</param>
    /// <param name="name">The norm's name.</param>
    /// <param name="size">Which argument of the map's creation is the norm's size.</param>
    /// <param name="stream">What is to be normalized.</param>
    public static SyntaxNode? Add(FixPlace place, ExpressionSyntax layer, string name, int size, ExpressionSyntax stream)
    {
        if (place.Model.GetSymbolInfo(layer, place.Token).Symbol is not IFieldSymbol { DeclaringSyntaxReferences: [var declared] } field) return null;
        if (stream.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || declared.GetSyntax(place.Token) is not VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax declaration } declarator || declaration.Parent != type) return null;
        if (field.ContainingType.GetMembers(name).Length > 0 || !place.Model.LookupNamespacesAndTypes(declaration.SpanStart, name: "LayerNorm").Any()) return null;

        var assignment = type.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(set => SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(set.Left, place.Token).Symbol, field)).ToList();
        var creation = declarator.Initializer?.Value ?? (assignment is [var only] ? only.Right : null);
        if (creation is not InvocationExpressionSyntax { ArgumentList.Arguments: var arguments, Expression: var factory } || arguments.Count <= size || arguments.Take(size + 1).Any(argument => argument.NameColon is not null)) return null;
        var made = $"{(factory is MemberAccessExpressionSyntax { Expression: var around } ? around + "." : "")}LayerNorm({arguments[size].Expression})";
        var modifiers = declaration.Modifiers.ToString();
        var isInitialized = declarator.Initializer is not null;
        var member = (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"{modifiers}{(modifiers.Length == 0 ? "" : " ")}LayerNorm {name}{(isInitialized ? " = " + made : "")};")!;

        var changed = place.Root.TrackNodes(isInitialized ? [stream, declaration] : new SyntaxNode[] { stream, declaration, assignment[0].Parent! });
        changed = changed.ReplaceNode(changed.GetCurrentNode(stream)!, SyntaxFactory.ParseExpression($"{name}.call({stream})").WithTriviaFrom(stream));
        if (!isInitialized)
        {
            if (assignment[0].Parent is not ExpressionStatementSyntax statement || statement.Parent is not BlockSyntax) return null;
            changed = changed.InsertNodesAfter(changed.GetCurrentNode(statement)!, [SyntaxFactory.ParseStatement($"{name} = {made};").WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(statement.GetTrailingTrivia())]);
        }

        return changed.InsertNodesAfter(changed.GetCurrentNode(declaration)!, [member.WithLeadingTrivia(Indentation(declaration)).WithTrailingTrivia(declaration.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation)]);
    }

    private static SyntaxTriviaList Indentation(SyntaxNode node) => SyntaxFactory.TriviaList(node.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
}
