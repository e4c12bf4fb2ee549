using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>The only call of a method or constructor, where all calls of it can be seen.</summary>
internal static class CallSites
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, SyntaxNode?>> Known = new();

    /// <summary>The arguments of the only call; null where there are several, none, or some may stand elsewhere: in another assembly, behind a delegate, a derived class or a container that makes instances by their type.</summary>
    public static IReadOnlyList<IArgumentOperation>? Arguments(IMethodSymbol method, SourceOperations source) => Of(method, source) switch
    {
        IInvocationOperation call => call.Arguments,
        IObjectCreationOperation made => made.Arguments,
        _ => null,
    };

    /// <summary>The only call; null as for <see cref="Arguments"/>.</summary>
    public static IOperation? Of(IMethodSymbol method, SourceOperations source)
    {
        method = method.OriginalDefinition;
        if (method is not { MethodKind: MethodKind.Ordinary or MethodKind.Constructor or MethodKind.LocalFunction, IsVirtual: false, IsAbstract: false, IsOverride: false } || method.DeclaringSyntaxReferences.IsEmpty) return null;
        return Known.GetOrCreateValue(source.Compilation).GetOrAdd(method, symbol => Find((IMethodSymbol)symbol, source)) is { } site ? source.Operation(site) : null;
    }

    private static SyntaxNode? Find(IMethodSymbol method, SourceOperations source)
    {
        var isConstructor = method.MethodKind == MethodKind.Constructor;
        if (Places(method, source) is not { } places) return null;
        var name = isConstructor ? method.ContainingType.Name : method.Name;
        SyntaxNode? only = null;
        foreach (var node in places.SelectMany(place => place.DescendantNodes()))
        {
            source.Token.ThrowIfCancellationRequested();
            var site = node switch
            {
                SimpleNameSyntax written when written.Identifier.ValueText == name => Site(written, isConstructor),
                ImplicitObjectCreationExpressionSyntax made when isConstructor => made,
                ConstructorInitializerSyntax chained when isConstructor => chained,
                _ => null,
            };
            if (site is null) continue;
            var symbol = source.Operation(site) switch { IInvocationOperation call => call.TargetMethod, IObjectCreationOperation made => made.Constructor, _ => null };
            if (symbol is not null && !SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, method)) continue;
            if (symbol is null && node is not SimpleNameSyntax) continue;
            if (symbol is null || only is not null || site is ConstructorInitializerSyntax) return null;
            only = site;
        }

        return only;
    }

    /// <summary>The call that a name belongs to; the name itself where it is used in any other way, and null where it only says a type.</summary>
    private static SyntaxNode? Site(SimpleNameSyntax name, bool isConstructor)
    {
        ExpressionSyntax whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        if (!isConstructor) return whole.Parent is InvocationExpressionSyntax call && call.Expression == whole ? call : name;
        if (name.Parent is TypeArgumentListSyntax or TypeOfExpressionSyntax or SimpleBaseTypeSyntax or PrimaryConstructorBaseTypeSyntax) return name;
        TypeSyntax type = name;
        while (type.Parent is QualifiedNameSyntax qualified) type = qualified;
        return type.Parent is ObjectCreationExpressionSyntax made ? made : null;
    }

    /// <summary>Where calls may stand; null where some may stand out of sight.</summary>
    private static IEnumerable<SyntaxNode>? Places(IMethodSymbol method, SourceOperations source)
    {
        if (method.MethodKind == MethodKind.LocalFunction) return method.DeclaringSyntaxReferences.Select(place => place.GetSyntax(source.Token).FirstAncestorOrSelf<MemberDeclarationSyntax>(member => member is not GlobalStatementSyntax) ?? place.SyntaxTree.GetRoot(source.Token));
        if (method.DeclaredAccessibility == Accessibility.Private) return method.ContainingType.DeclaringSyntaxReferences.Select(place => place.GetSyntax(source.Token));
        var isSeenOutside = source.Compilation.Options.OutputKind is OutputKind.DynamicallyLinkedLibrary or OutputKind.NetModule;
        for (ISymbol? symbol = method; isSeenOutside && symbol is not (null or INamespaceSymbol); symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is Accessibility.Internal or Accessibility.Private or Accessibility.ProtectedAndInternal) isSeenOutside = false;
        }

        if (isSeenOutside) return null;
        var name = method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name;
        return source.Compilation.SyntaxTrees.Where(tree => tree.GetText(source.Token).ToString().Contains(name)).Select(tree => tree.GetRoot(source.Token));
    }
}
