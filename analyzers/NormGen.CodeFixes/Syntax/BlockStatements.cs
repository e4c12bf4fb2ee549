using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Moves statements within their block.</summary>
internal static class BlockStatements
{
    /// <summary>The statement of a block that a token stands in: the outermost one below the given node.</summary>
    public static StatementSyntax? In(SyntaxNode outer, SyntaxNode? inner) => inner?.AncestorsAndSelf().TakeWhile(node => node != outer).OfType<StatementSyntax>().LastOrDefault(statement => statement.Parent is BlockSyntax);

    /// <summary>The file with a statement behind another one of the same block.</summary>
    public static SyntaxNode? MoveBehind(SyntaxNode root, StatementSyntax moved, StatementSyntax target) => Move(root, moved, target, 1);

    /// <summary>The file with a statement before another one of the same block.</summary>
    public static SyntaxNode? MoveBefore(SyntaxNode root, StatementSyntax moved, StatementSyntax target) => Move(root, moved, target, 0);

    private static SyntaxNode? Move(SyntaxNode root, StatementSyntax moved, StatementSyntax target, int offset)
    {
        if (moved.Parent is not BlockSyntax block || target.Parent != block || moved == target) return null;
        var (from, to) = (block.Statements.IndexOf(moved), block.Statements.IndexOf(target) + offset);
        return root.ReplaceNode(block, block.WithStatements(block.Statements.RemoveAt(from).Insert(to > from ? to - 1 : to, moved)));
    }

    /// <summary>Whether a statement names something that is declared from another statement of its block on: it cannot stand before that.</summary>
    public static bool Needs(StatementSyntax statement, StatementSyntax from)
    {
        if (statement.Parent is not BlockSyntax block) return true;
        var names = new HashSet<string>(statement.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText));
        var between = block.Statements.SkipWhile(other => other != from).TakeWhile(other => other != statement);
        return between.SelectMany(other => other.DescendantNodes()).Any(node => node is VariableDeclaratorSyntax declared && names.Contains(declared.Identifier.ValueText)
            || node is SingleVariableDesignationSyntax designation && names.Contains(designation.Identifier.ValueText)
            || node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax set } && names.Contains(set.Identifier.ValueText));
    }
}
