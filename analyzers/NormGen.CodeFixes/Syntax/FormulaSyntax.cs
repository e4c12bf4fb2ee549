using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Reads expressions of formulas as far as a fix has to write them anew: calls in both spellings, squares, locals.</summary>
/// <param name="model">The file's model.</param>
/// <param name="token">Stops the work.</param>
internal sealed class FormulaSyntax(SemanticModel model, CancellationToken token)
{
    /// <summary>Whether two expressions are written alike.</summary>
    public static bool AreSame(ExpressionSyntax a, ExpressionSyntax b) => SyntaxFactory.AreEquivalent(Bare(a), Bare(b));

    /// <summary>The expression without parentheses.</summary>
    public static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax { Expression: var inner }) expression = inner;
        return expression;
    }

    /// <summary>The expression as the receiver of a call.</summary>
    public static ExpressionSyntax Receiver(ExpressionSyntax expression) => Bare(expression).WithoutTrivia() is var bare
        && bare is IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax ? bare : SyntaxFactory.ParenthesizedExpression(bare);

    /// <summary>What a local stands for, where it is assigned once; any other expression is itself.</summary>
    public ExpressionSyntax Resolve(ExpressionSyntax expression)
    {
        expression = Bare(expression);
        return expression is IdentifierNameSyntax && Declarator(expression) is { Initializer.Value: var value } && IsStable(expression) ? Resolve(value) : expression;
    }

    /// <summary>The declaration of the local that a name means, or null.</summary>
    public VariableDeclaratorSyntax? Declarator(ExpressionSyntax name)
        => model.GetSymbolInfo(name, token).Symbol is ILocalSymbol local ? local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(token) as VariableDeclaratorSyntax : null;

    /// <summary>A call of TorchSharp's, as <c>x.mean(..)</c> or <c>torch.mean(x, ..)</c>: what it is called on, and the arguments after that.</summary>
    public (ExpressionSyntax On, List<ArgumentSyntax> Arguments)? Call(ExpressionSyntax expression, params string[] names)
    {
        if (Bare(expression) is not InvocationExpressionSyntax call || model.GetSymbolInfo(call, token).Symbol is not IMethodSymbol method || !names.Contains(method.Name)) return null;
        var arguments = call.ArgumentList.Arguments.ToList();
        if (!method.IsStatic) return call.Expression is MemberAccessExpressionSyntax { Expression: var on } ? (on, arguments) : null;
        return arguments is [{ NameColon: null } first, ..] ? (first.Expression, arguments.Skip(1).ToList()) : null;
    }

    /// <summary>What an expression is the square of, or null.</summary>
    public ExpressionSyntax? SquareRoot(ExpressionSyntax expression)
    {
        expression = Resolve(expression);
        if (expression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } product) return AreSame(product.Left, product.Right) ? product.Left : null;
        return Call(expression, "square", "pow") is not (var on, var arguments) ? null
            : arguments is [] || arguments is [var power] && model.GetConstantValue(power.Expression, token).Value is 2 or 2L or 2.0 or 2f ? on : null;
    }

    /// <summary>Whether every local and parameter in an expression keeps the value it begins with, so that the expression means the same further down.</summary>
    public bool IsStable(ExpressionSyntax expression)
    {
        var body = expression.Ancestors().FirstOrDefault(a => a is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        if (body is null) return false;
        var written = body.DescendantNodes().OfType<AssignmentExpressionSyntax>().Select(a => (SyntaxNode)a.Left).Concat(body.DescendantNodes().OfType<ArgumentSyntax>().Where(a => a.RefKindKeyword.RawKind != 0))
            .SelectMany(target => target.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()).Select(name => name.Identifier.ValueText).ToImmutableHashSet();
        return expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().All(name => !written.Contains(name.Identifier.ValueText));
    }

    /// <summary>All uses of a local in its method.</summary>
    public IEnumerable<IdentifierNameSyntax> Uses(VariableDeclaratorSyntax local) => (local.FirstAncestorOrSelf<BlockSyntax>()?.DescendantNodes().OfType<IdentifierNameSyntax>() ?? [])
        .Where(name => name.Identifier.ValueText == local.Identifier.ValueText && Declarator(name) == local);
}
