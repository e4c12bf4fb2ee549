using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Modules;

namespace NormGen.Analyzers;

/// <summary>Looks at classes after the compiler has bound what is in them: whoever reads their bodies then takes what the compiler has, where before it would all be bound a second time.</summary>
internal static class ClassEnds
{
    /// <summary>Checks types.</summary>
    /// <param name="start">The compilation.</param>
    /// <param name="isRead">Whether a type is to be checked.</param>
    /// <param name="check">Checks one.</param>
    public static void Register(CompilationStartAnalysisContext start, Func<INamedTypeSymbol, bool> isRead, Action<SymbolAnalysisContext, INamedTypeSymbol> check) => start.RegisterSymbolStartAction(
        symbol =>
        {
            if (symbol.Symbol is INamedTypeSymbol type && isRead(type)) symbol.RegisterSymbolEndAction(end => check(end, type));
        },
        SymbolKind.NamedType);

    /// <summary>Whether a type is a module class that can be made.</summary>
    public static bool IsModel(INamedTypeSymbol type) => type is { TypeKind: TypeKind.Class, IsAbstract: false, IsStatic: false } && KnownModules.IsModule(type);
}
