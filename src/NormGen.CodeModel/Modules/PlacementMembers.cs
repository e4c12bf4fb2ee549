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
        foreach (var name in Sublayers(block).SelectMany(sublayer => Norms(placement, sublayer))) AddNorm(block, name, placement, compilation);
        foreach (var sublayer in Sublayers(block)) AddLearned(block, sublayer);
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

    /// <summary>The block's parameter that multiplies a sublayer's branch feature by feature; null for none.</summary>
    public static string? Scale(ModuleNode block, ModuleNode sublayer) => Learned(block, sublayer).FirstOrDefault(number => number.IsPerFeature)?.ComponentName ?? Named(sublayer, "Scale");

    /// <summary>The learned numbers on a sublayer's branch: its factor, then what is added behind it.</summary>
    public static IEnumerable<LearnedScale> Learned(ModuleNode block, ModuleNode sublayer)
        => ScaleAttribute.RuleOf(block.Type) is { } rule ? ScaleAttribute.Learned(rule, sublayer.Name) : [];

    /// <summary>The block's dropout on a sublayer's branch, as a member's name; null for none.</summary>
    public static string? Dropout(ModuleNode sublayer) => Named(sublayer, "Dropout");

    /// <summary>Whether a sublayer has two norms.</summary>
    public static bool IsPeri(AttributeData placement) => placement.AttributeClass?.Name == "PeriLNAttribute";

    /// <summary>The registered name of the norm through which a sublayer's output goes before it is added; null where there is none.</summary>
    public static string? OutputNorm(AttributeData placement, ModuleNode sublayer)
        => placement.AttributeClass?.Name == "OutputNormAttribute" ? NormIn(placement, sublayer) : NormOut(placement, sublayer);

    /// <summary>Whether a block has no norms.</summary>
    public static bool IsBare(AttributeData placement) => placement.AttributeClass?.Name == "ScaledResidualAttribute";

    private static void AddLearned(ModuleNode block, ModuleNode sublayer)
    {
        foreach (var number in Learned(block, sublayer).Where(number => block.Parameter(number.ComponentName) is null))
            block.Parameters.Add(new(block, number.ComponentName) { Dimensions = 1, IsOneNumber = !number.IsPerFeature, Start = ScaleAttribute.LearnedStart(block.Type, number), Residual = number.Meaning, RateFactor = LearnedScaleNames.RateFactor(ScaleAttribute.RuleOf(block.Type)!.Value) });
    }

    private static IEnumerable<string> Norms(AttributeData placement, ModuleNode sublayer)
    {
        if (IsBare(placement)) yield break;
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
