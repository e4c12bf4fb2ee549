using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>The fields of a class, and of its bases in source, that hold modules or tensors: what the declarations alone tell, found once a compilation however many models hold the class.</summary>
internal static class HeldFields
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<ISymbol, HeldField[]>> Known = new();

    /// <summary>The fields in the order of declaration, those of bases first.</summary>
    public static HeldField[] Of(INamedTypeSymbol type, Compilation compilation) => Known.GetOrCreateValue(compilation).GetOrAdd(type, static symbol => [.. Levels((INamedTypeSymbol)symbol).SelectMany(Declared)]);

    /// <summary>The class and its bases in source, base first.</summary>
    private static IEnumerable<INamedTypeSymbol> Levels(INamedTypeSymbol type)
    {
        var levels = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? level = type; level is not null && !KnownModules.IsTorchSharp(level) && level.SpecialType != SpecialType.System_Object; level = level.BaseType) levels.Push(level);
        return levels;
    }

    private static IEnumerable<HeldField> Declared(INamedTypeSymbol level)
    {
        foreach (var symbol in level.GetMembers())
        {
            if (symbol is not IFieldSymbol { IsStatic: false, IsConst: false } field) continue;
            var held = KnownModules.IsModule(field.Type) || KnownModules.IsTensor(field.Type) ? null : HeldByPlainCollection(field.Type);
            if (held is null && !KnownModules.IsModule(field.Type) && !KnownModules.IsTensor(field.Type)) continue;
            var member = (field.AssociatedSymbol ?? field).OriginalDefinition;
            if (!GeneratedFiles.IsFromPlacement(member)) yield return new(ModuleClasses.RegisteredName(field), field.Type, member, held);
        }
    }

    private static ITypeSymbol? HeldByPlainCollection(ITypeSymbol type)
    {
        var held = type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { IsGenericType: true, TypeArguments: { Length: > 0 } arguments } named when named.AllInterfaces.Any(candidate => candidate.Name == "IEnumerable") || named.Name == "IEnumerable" => arguments[arguments.Length - 1],
            _ => null,
        };
        return KnownModules.IsModule(held) || KnownModules.IsParameter(held) ? held : null;
    }
}
