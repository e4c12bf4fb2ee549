using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>The norms that a placement attribute adds to a block: they stand in a file that other generators cannot see.</summary>
internal static class PlacementMembers
{
    /// <summary>Adds the norms of every sublayer.</summary>
    public static void AddTo(ModuleNode block, Compilation compilation)
    {
        if (ModuleClasses.Placement(block.Type) is not { } placement) return;
        foreach (var name in Sublayers(block).SelectMany(sublayer => Norms(placement, sublayer))) AddNorm(block, name, placement, compilation);
    }

    /// <summary>Adds a norm as a placement attribute chooses it.</summary>
    public static void AddNorm(ModuleNode owner, string name, AttributeData chooser, Compilation compilation, string otherwise = "NormGen.Modules.FusedLayerNorm")
    {
        var given = chooser.NamedArguments.FirstOrDefault(argument => argument.Key == "Norm").Value.Value as ITypeSymbol;
        if (given is not null && chooser.NamedArguments.FirstOrDefault(argument => argument.Key == "Method").Value.Value is string method) AddMethod(owner, name, given, method);
        else if ((given ?? compilation.GetTypeByMetadataName(otherwise)) is { } norm) Add(owner, name, norm);
    }

    /// <summary>A norm that is generated around a fused method: a parameter for each tensor of one number a feature.</summary>
    private static void AddMethod(ModuleNode owner, string name, ITypeSymbol container, string method)
    {
        if (owner.Child(name) is not null || container.GetMembers(method).OfType<IMethodSymbol>().FirstOrDefault(m => ModuleClasses.Attribute(m, NormGenNames.Fused) is not null) is not { } fused) return;
        var node = new ModuleNode(owner, name, container, ModuleKind.OtherNorm);
        owner.Children.Add(node);
        foreach (var parameter in fused.Parameters.Skip(1).Where(p => KnownModules.IsTensor(p.Type))) node.Parameters.Add(new(node, parameter.Name) { Dimensions = 1, Exists = true });
    }

    /// <summary>The sublayers of a block in the order of declaration.</summary>
    public static IEnumerable<ModuleNode> Sublayers(ModuleNode block)
        => block.ChildrenByMember.Where(child => ModuleClasses.Attribute(child.Key, NormGenNames.Sublayer) is not null).Select(child => child.Value)
            .OrderBy(child => child.Member!.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0);

    /// <summary>The registered name of the norm before a sublayer, or of its only norm.</summary>
    public static string NormIn(AttributeData placement, ModuleNode sublayer)
        => Named(sublayer, "NormIn") ?? sublayer.Name + (IsPeri(placement) ? "_norm_in" : "_norm");

    /// <summary>The registered name of the second norm, on a sublayer's output; null where it has one norm.</summary>
    public static string? NormOut(AttributeData placement, ModuleNode sublayer)
        => IsPeri(placement) ? Named(sublayer, "NormOut") ?? sublayer.Name + "_norm_out" : null;

    /// <summary>The block's parameter that multiplies a sublayer's branch; null for none.</summary>
    public static string? Scale(ModuleNode sublayer) => Named(sublayer, "Scale");

    /// <summary>The block's dropout on a sublayer's branch, as a member's name; null for none.</summary>
    public static string? Dropout(ModuleNode sublayer) => Named(sublayer, "Dropout");

    /// <summary>Whether a sublayer has two norms.</summary>
    public static bool IsPeri(AttributeData placement) => placement.AttributeClass?.Name == "PeriLNAttribute";

    private static IEnumerable<string> Norms(AttributeData placement, ModuleNode sublayer)
    {
        yield return NormIn(placement, sublayer);
        if (NormOut(placement, sublayer) is { } after) yield return after;
    }

    private static string? Named(ModuleNode sublayer, string key)
        => ModuleClasses.Attribute(sublayer.Member!, NormGenNames.Sublayer)?.NamedArguments.FirstOrDefault(argument => argument.Key == key).Value.Value as string;

    private static void Add(ModuleNode block, string name, ITypeSymbol type)
    {
        if (block.Child(name) is not null) return;
        var kind = ModuleClasses.KindOf(type);
        var node = new ModuleNode(block, name, type, kind is ModuleKind.Custom ? ModuleKind.OtherNorm : kind);
        foreach (var argument in new[] { "elementwise_affine", "bias" }) node.Arguments[argument] = Fact.Of(true);
        block.Children.Add(node);
        KnownParameters.AddTo(node);
    }
}
