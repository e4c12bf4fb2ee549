using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Residuals;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>The norms and learned numbers that a placement attribute adds to a block: they stand in a file that other generators cannot see.</summary>
internal static class PlacementMembers
{
    /// <summary>Adds the norms of every sublayer.</summary>
    public static void AddTo(ModuleNode block, Compilation compilation)
    {
        if (ModuleClasses.Placement(block.Type) is not { } placement) return;
        var norm = placement.NamedArguments.FirstOrDefault(argument => argument.Key == "Norm").Value.Value as ITypeSymbol
            ?? compilation.GetTypeByMetadataName("NormGen.Modules.FusedLayerNorm");
        if (norm is null) return;
        foreach (var sublayer in Sublayers(block))
        {
            foreach (var name in Norms(placement, sublayer)) Add(block, name, norm);
        }

        foreach (var sublayer in Sublayers(block)) AddLearned(block, sublayer);
    }

    /// <summary>The sublayers of a block in the order of declaration.</summary>
    public static IEnumerable<ModuleNode> Sublayers(ModuleNode block)
        => block.ChildrenByMember.Where(child => ModuleClasses.Attribute(child.Key, NormGenNames.Sublayer) is not null).Select(child => child.Value)
            .OrderBy(child => child.Member!.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0);

    /// <summary>The registered name of the norm before a sublayer, or of its only norm; null where it has none there.</summary>
    public static string? NormIn(AttributeData placement, ModuleNode sublayer)
        => IsBare(placement) ? null : Named(sublayer, "NormIn") ?? sublayer.Name + (IsPeri(placement) ? "_norm_in" : "_norm");

    /// <summary>The registered name of the norm on a sublayer's output; null where it has none.</summary>
    public static string? NormOut(AttributeData placement, ModuleNode sublayer)
        => IsPeri(placement) ? Named(sublayer, "NormOut") ?? sublayer.Name + "_norm_out" : null;

    /// <summary>The block's parameter that multiplies a sublayer's branch feature by feature; null for none.</summary>
    public static string? Scale(ModuleNode block, ModuleNode sublayer) => Learned(block, sublayer).FirstOrDefault(number => number.IsPerFeature)?.ComponentName ?? Named(sublayer, "Scale");

    /// <summary>The learned numbers on a sublayer's branch: its factor, then what is added behind it.</summary>
    public static IEnumerable<LearnedScale> Learned(ModuleNode block, ModuleNode sublayer)
        => ScaleAttribute.RuleOf(block.Type) is { } rule ? ScaleAttribute.Learned(rule, sublayer.Name) : [];

    /// <summary>Whether a sublayer has two norms.</summary>
    public static bool IsPeri(AttributeData placement) => placement.AttributeClass?.Name == "PeriLNAttribute";

    /// <summary>Whether a block has no norms.</summary>
    private static bool IsBare(AttributeData placement) => placement.AttributeClass?.Name == "ScaledResidualAttribute";

    private static void AddLearned(ModuleNode block, ModuleNode sublayer)
    {
        foreach (var number in Learned(block, sublayer).Where(number => block.Parameter(number.ComponentName) is null))
            block.Parameters.Add(new(block, number.ComponentName) { Dimensions = 1, IsOneNumber = !number.IsPerFeature, Start = ScaleAttribute.LearnedStart(block.Type, number), Residual = number.Meaning, RateFactor = LearnedScaleNames.RateFactor(ScaleAttribute.RuleOf(block.Type)!.Value) });
    }

    private static IEnumerable<string> Norms(AttributeData placement, ModuleNode sublayer)
    {
        if (NormIn(placement, sublayer) is { } before) yield return before;
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
