using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>The norms that <c>[QKNorm]</c> adds beside the projections of an attention: they stand in a file that other generators cannot see.</summary>
internal static class QKNormMembers
{
    /// <summary>Adds the norms of every annotated projection.</summary>
    public static void AddTo(ModuleNode module, Compilation compilation)
    {
        foreach (var member in module.Type.GetMembers())
        {
            if (ModuleClasses.Attribute(member, NormGenNames.QKNorm) is not { } attribute) continue;
            foreach (var name in Names(attribute, NameOf(module.Type, member))) PlacementMembers.AddNorm(module, name, attribute, compilation, "NormGen.Modules.RMSNorm");
        }
    }

    /// <summary>The registered names of a projection's norms: one, or of a packed projection those of queries and keys.</summary>
    public static IEnumerable<string> Names(AttributeData attribute, string projection)
        => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Packed").Value.Value is true ? [projection + "_norm_q", projection + "_norm_k"] : [projection + "_norm"];

    /// <summary>The name that a projection is registered by, without leading underscores.</summary>
    public static string NameOf(ITypeSymbol owner, ISymbol member)
    {
        var field = member as IFieldSymbol ?? owner.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, member));
        var name = field is null || field.AssociatedSymbol is not null && ModuleClasses.RegisteredName(field) == field.Name ? member.Name : ModuleClasses.RegisteredName(field);
        return name.TrimStart('_');
    }
}
