using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace NormGen.CodeFixes.Syntax;

/// <summary>A module that a fix adds to a class beside one that it has: declared behind it, and made where it is made.</summary>
/// <param name="Declaration">The declaration of the other one.</param>
/// <param name="Creation">The expression that makes the other one.</param>
/// <param name="Assignment">The statement of a constructor in which it does; null where it is the initializer of the field.</param>
internal sealed record AddedModule(FieldDeclarationSyntax Declaration, ExpressionSyntax Creation, ExpressionStatementSyntax? Assignment)
{
    /// <summary>Reads the module beside which one is to be added; null where its class does not show in this file where it is made, or makes it at several places.</summary>
    /// <param name="place">Where the fix is asked for.</param>
    /// <param name="field">The field of the other one.</param>
    /// <param name="use">An expression of the same part of the class.</param>
    public static AddedModule? Beside(FixPlace place, IFieldSymbol field, SyntaxNode use)
    {
        if (use.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || field.DeclaringSyntaxReferences is not [var declared] || declared.GetSyntax(place.Token) is not VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax declaration } declarator || declaration.Parent != type) return null;
        var assignments = type.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(set => SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(set.Left, place.Token).Symbol, field)).ToList();
        if (declarator.Initializer is { Value: var initial }) return assignments.Count == 0 ? new(declaration, initial, null) : null;
        return assignments is [{ Right: var made, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement }] ? new(declaration, made, statement) : null;
    }

    /// <summary>The file with a new module, and with an expression that uses it in place of another one.</summary>
    /// <param name="root">The file.</param>
    /// <param name="type">The class of the new one.</param>
    /// <param name="name">The name of its field.</param>
    /// <param name="made">The expression that makes it.</param>
    /// <param name="old">The expression that is replaced.</param>
    /// <param name="use">What takes its place.</param>
    public SyntaxNode Add(SyntaxNode root, string type, string name, string made, ExpressionSyntax old, ExpressionSyntax use)
    {
        var modifiers = Declaration.Modifiers.ToString();
        var member = (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"{modifiers}{(modifiers.Length == 0 ? "" : " ")}{type} {name}{(Assignment is null ? " = " + made : "")};")!;
        var changed = root.TrackNodes(Assignment is null ? [old, Declaration] : new SyntaxNode[] { old, Declaration, Assignment });
        changed = changed.ReplaceNode(changed.GetCurrentNode(old)!, use.WithTriviaFrom(old));
        if (Assignment is not null) changed = changed.InsertNodesAfter(changed.GetCurrentNode(Assignment)!, [SyntaxFactory.ParseStatement($"{name} = {made};").WithLeadingTrivia(Assignment.GetLeadingTrivia()).WithTrailingTrivia(Assignment.GetTrailingTrivia())]);
        return changed.InsertNodesAfter(changed.GetCurrentNode(Declaration)!, [member.WithLeadingTrivia(Indentation(Declaration)).WithTrailingTrivia(Declaration.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation)]);
    }

    private static SyntaxTriviaList Indentation(SyntaxNode node) => SyntaxFactory.TriviaList(node.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
}
