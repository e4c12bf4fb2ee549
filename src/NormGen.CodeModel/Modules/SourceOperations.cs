using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>The operations of a compilation's source, bound when asked for.</summary>
/// <param name="compilation">The compilation.</param>
/// <param name="token">Ends the work.</param>
internal sealed class SourceOperations(Compilation compilation, CancellationToken token)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> models = new();

    /// <summary>Ends the work.</summary>
    public CancellationToken Token { get; } = token;

    /// <summary>The compilation.</summary>
    public Compilation Compilation { get; } = compilation;

    /// <summary>The files that operations were taken from.</summary>
    public IEnumerable<SyntaxTree> Trees => models.Keys;

    /// <summary>The operation of a syntax node, or null.</summary>
    public IOperation? Operation(SyntaxNode node)
    {
        Token.ThrowIfCancellationRequested();
        if (!Compilation.ContainsSyntaxTree(node.SyntaxTree)) return null;
        return models.GetOrAdd(node.SyntaxTree, tree => Compilation.GetSemanticModel(tree)).GetOperation(node, Token);
    }

    /// <summary>The body of a method, accessor or local function in source, or null.</summary>
    public IOperation? Body(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        if (method.PartialImplementationPart is { } implementation) method = implementation;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var node = reference.GetSyntax(Token);
            switch (node)
            {
                case ArrowExpressionClauseSyntax arrow:
                    return Operation(arrow);
                case LocalFunctionStatementSyntax local:
                    return Operation(local) is ILocalFunctionOperation function ? function.Body : null;
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax:
                    if (Operation(node) is IMethodBodyOperation operation && (operation.BlockBody ?? operation.ExpressionBody) is { } body) return body;
                    break;
            }
        }

        return null;
    }
}
