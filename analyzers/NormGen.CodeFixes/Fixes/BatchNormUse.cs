using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>What has to change with the creation of a BatchNorm that another norm replaces: the type of the field that holds it, and transpositions around its calls.</summary>
internal sealed class BatchNormUse
{
    private readonly InvocationExpressionSyntax creation;
    private readonly TypeSyntax? declared;
    private readonly List<(ExpressionSyntax Whole, ExpressionSyntax Call, ExpressionSyntax Argument, ExpressionSyntax Inner)> calls;

    private BatchNormUse(InvocationExpressionSyntax creation, TypeSyntax? declared, List<(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax, ExpressionSyntax)> calls)
    {
        this.creation = creation;
        this.declared = declared;
        this.calls = calls;
    }

    /// <summary>Reads the use of a norm; null where it cannot be changed as a whole.</summary>
    /// <param name="creation">The creation.</param>
    /// <param name="model">The file's model.</param>
    /// <param name="isTransposed">Whether it normalizes transposed tokens.</param>
    public static BatchNormUse? Of(InvocationExpressionSyntax creation, SemanticModel model, bool isTransposed)
    {
        if (HoldingField.Of(creation, model) is not { } holder)
        {
            // An item of a Sequential or the like: nothing else names its class, and nothing can be transposed around it alone.
            return !isTransposed && model.GetTypeInfo(creation) is { Type: { } made, ConvertedType: { } target } && !SymbolEqualityComparer.Default.Equals(made, target) ? new(creation, null, []) : null;
        }

        var (field, declaration) = holder;
        var named = declaration.Variables.Count == 1 ? declaration.Type : null;
        var isOfItsClass = field.Type.Name.StartsWith("BatchNorm", StringComparison.Ordinal);
        if (isOfItsClass && named is null) return null;
        var calls = isTransposed ? TransposedCalls(field, declaration, model) : [];
        return calls is null ? null : new(creation, isOfItsClass ? named : null, calls);
    }

    /// <summary>Where the class of the norm is named beside its creation, or null.</summary>
    public int? NamedAt => declared?.SpanStart;

    /// <summary>The file with everything replaced.</summary>
    public SyntaxNode Replace(SyntaxNode root, ExpressionSyntax replacement, string norm)
    {
        var type = declared is null ? null : SyntaxFactory.ParseTypeName(norm).WithTriviaFrom(declared);
        var wholes = calls.ToDictionary(call => (SyntaxNode)call.Whole, call => call.Call.ReplaceNode(call.Argument, call.Inner.WithTriviaFrom(call.Argument)).WithTriviaFrom(call.Whole));
        IEnumerable<SyntaxNode> changed = [creation, .. wholes.Keys, .. declared is null ? Array.Empty<SyntaxNode>() : [declared]];
        return root.ReplaceNodes(changed, (old, _) => old == creation ? replacement : old == declared ? type! : wholes[old]);
    }

    /// <summary>The calls <c>norm.call(x.transpose(1, 2)).transpose(1, 2)</c>; null where the field is used in any other way.</summary>
    private static List<(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax, ExpressionSyntax)>? TransposedCalls(IFieldSymbol field, SyntaxNode declaration, SemanticModel model)
    {
        if (field.ContainingType.DeclaringSyntaxReferences.Length != 1 || field.DeclaredAccessibility > Accessibility.Private) return null;
        var found = new List<(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax, ExpressionSyntax)>();
        foreach (var name in field.ContainingType.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.Text != field.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, field)) continue;
            var reference = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : (ExpressionSyntax)name;
            if (reference.Parent is AssignmentExpressionSyntax assignment && assignment.Left == reference) continue;
            if (reference.Parent is not MemberAccessExpressionSyntax { Name.Identifier.Text: "call" or "forward", Parent: InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var argument }] } call }) return null;
            if (Exchanged(argument) is not { } inner || call.Parent?.Parent is not InvocationExpressionSyntax whole || Exchanged(whole) != call) return null;
            found.Add((whole, call, argument, inner));
        }

        return found.Count > 0 ? found : null;
    }

    /// <summary>What <c>.transpose(1, 2)</c> or <c>.permute(0, 2, 1)</c> is called on; null for any other expression.</summary>
    private static ExpressionSyntax? Exchanged(ExpressionSyntax expression)
    {
        if (expression is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var name, Expression: var inner }, ArgumentList.Arguments: var arguments }) return null;
        var isExchange = (name, string.Concat(string.Join(",", arguments).Where(letter => letter != ' '))) is ("transpose", "1,2" or "2,1" or "-1,-2" or "-2,-1") or ("permute", "0,2,1");
        return isExchange ? inner : null;
    }
}
