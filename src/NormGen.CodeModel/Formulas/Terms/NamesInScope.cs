using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>What names mean in a method that are not its own parameters and locals.</summary>
/// <param name="model">The file's model.</param>
/// <param name="method">The method.</param>
/// <param name="answers">Keeps what was asked in the same type declaration.</param>
internal sealed class NamesInScope(SemanticModel model, MethodDeclarationSyntax method, KnownAnswers answers)
{
    private readonly HashSet<string> used = [];

    /// <summary>Whether a name was asked for.</summary>
    public bool WasUsed(string name) => used.Contains(name);

    /// <summary>All that a name means, nearer declarations hiding others.</summary>
    public ImmutableArray<ISymbol> Named(string name)
    {
        used.Add(name);
        // The place is the method's own name, where its body's scope has not begun and all around it has.
        return answers.Get(new("name", method.Parent!, name), () => new Meanings(model.LookupSymbols(method.Identifier.SpanStart, name: name)))!.Symbols;
    }

    /// <summary>The type that a name means where only a type can stand: a method of that name, nearer or not, is another thing.</summary>
    public ImmutableArray<ISymbol> TypesNamed(string name)
        => answers.Get(new("type", method.Parent!, name), () => new Meanings(model.LookupNamespacesAndTypes(method.Identifier.SpanStart, name: name)))!.Symbols;

    /// <summary>The type or namespace that <c>a.b.c</c> names; null where it may be something else.</summary>
    public INamespaceOrTypeSymbol? TypeOrNamespace(ExpressionSyntax expression)
    {
        var symbol = expression switch
        {
            IdentifierNameSyntax { Identifier.ValueText: var name } => Named(name) is [var only] ? only : null,
            MemberAccessExpressionSyntax { OperatorToken.ValueText: ".", Name: IdentifierNameSyntax { Identifier.ValueText: var name }, Expression: var left } => TypeOrNamespace(left)?.GetMembers(name) is [var only] ? only : null,
            _ => null,
        };
        return Meant(symbol);
    }

    /// <summary>The type behind an alias or not; null for what is none, or generic, or not there.</summary>
    public static INamespaceOrTypeSymbol? Meant(ISymbol? symbol)
    {
        if (symbol is IAliasSymbol { Target: var target }) symbol = target;
        return symbol is INamespaceSymbol or INamedTypeSymbol { Arity: 0, TypeKind: not TypeKind.Error } ? (INamespaceOrTypeSymbol)symbol : null;
    }

    private sealed record Meanings(ImmutableArray<ISymbol> Symbols);
}
