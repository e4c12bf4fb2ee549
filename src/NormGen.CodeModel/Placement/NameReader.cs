using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Residuals;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Names the generated members, and complains where a name is taken.</summary>
public static class NameReader
{
    /// <summary>The method that makes the norms.</summary>
    public const string Initializer = "InitializeNorms";

    /// <summary>The field that holds the number of features.</summary>
    public const string FeaturesField = "streamFeatures";

    /// <summary>The field that holds the factor of the residual branches.</summary>
    public const string ScaleField = "residualScale";

    /// <summary>The norms of a sublayer, by the placement and the names its attribute gives.</summary>
    internal static (NormMember? In, NormMember? Out) Norms(BlockReading reading, AttributeData attribute, string sublayer)
    {
        if (reading.Kind == PlacementKind.Bare) return default;
        var isPeri = reading.Kind == PlacementKind.PeriLN;
        var first = Member(reading, attribute, "NormIn", sublayer + (isPeri ? "_norm_in" : "_norm"));
        if (isPeri) return (first, Member(reading, attribute, "NormOut", sublayer + "_norm_out"));

        if (PlacementAttributes.Argument(attribute, "NormOut") is { Value: string name })
            reading.Complain(PlacementProblem.NameUnusable, reading.PlaceOf(attribute, "NormOut"), name, $"a sublayer has one norm in {reading.Kind}, named by NormIn");
        return reading.Kind == PlacementKind.PreLN ? (first, null) : (null, first);
    }

    /// <summary>Complains about names that are taken; false if the class has its own <c>InitializeNorms</c>.</summary>
    internal static bool Check(BlockReading reading, List<SublayerModel> sublayers, BranchScale? scale)
    {
        var norms = sublayers.SelectMany(s => new[] { s.NormIn, s.NormOut }).OfType<NormMember>().ToList();
        var learned = scale is null ? [] : sublayers.SelectMany(s => ScaleAttribute.Learned(scale.Rule, s.Name)).Distinct().ToList();
        var components = new Dictionary<string, ISymbol?>(StringComparer.Ordinal);
        foreach (var field in reading.Block.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && !GeneratedFiles.IsFromPlacement(f))) components[ComponentNames.Registered(field)] = field;
        var identifiers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var norm in norms) Component(norm.ComponentName, norm.Field, norm.Property, "a norm");
        foreach (var number in learned) Component(number.ComponentName, number.Field, number.Property, "a learned factor");
        if (reading.Kind != PlacementKind.Bare) Identifier(FeaturesField, "the field of the number of features");
        if (scale is { HasFactor: true }) Identifier(ScaleField, "the factor of the residual branches");
        var owner = Owner(reading.Block, Initializer);
        if (owner is not null) Clash(Initializer, "the method that makes the norms", owner);
        return owner is null;

        void Component(string name, string field, string property, string what)
        {
            if (components.TryGetValue(name, out var registered))
            {
                Clash(name, $"the name of {what} in the state", registered);
                return;
            }

            components.Add(name, null);
            Identifier(field, $"the field of {what}");
            Identifier(property, $"the property of {what}");
        }

        void Identifier(string name, string what)
        {
            var owner = Owner(reading.Block, name.TrimStart('@'));
            if (!identifiers.Add(name) || owner is not null) Clash(name, what, owner);
        }

        void Clash(string name, string what, ISymbol? owner) => reading.Complain(PlacementProblem.NameClash, owner is null ? null : PlaceIn(reading.Block, owner), name, what, reading.BlockName);
    }

    /// <summary>What has a name already: the class, a type parameter, a member of the user, or an inherited one.</summary>
    private static ISymbol? Owner(INamedTypeSymbol block, string name)
    {
        if (block.Name == name) return block;
        return block.TypeParameters.FirstOrDefault(p => p.Name == name) ?? block.GetMembers(name).FirstOrDefault(m => !GeneratedFiles.IsFromPlacement(m))
            ?? TorchTypes.BasesOf(block.BaseType).SelectMany(t => t.GetMembers(name)).FirstOrDefault(m => m.DeclaredAccessibility != Accessibility.Private && !GeneratedFiles.IsFromPlacement(m));
    }

    private static Location? PlaceIn(INamedTypeSymbol block, ISymbol owner)
        => SymbolEqualityComparer.Default.Equals(owner, block) || SymbolEqualityComparer.Default.Equals(owner.ContainingType, block) ? BlockReading.PlaceOf(owner) : null;

    private static NormMember Member(BlockReading reading, AttributeData attribute, string argument, string standard)
    {
        var name = standard;
        if (PlacementAttributes.Argument(attribute, argument) is { Value: string given })
        {
            if (given.Trim().Length > 0 && !given.Contains('.')) name = given;
            else reading.Complain(PlacementProblem.NameUnusable, reading.PlaceOf(attribute, argument), given, "a name in the state is not empty and has no dots");
        }

        var (field, property) = StateNames.Identifiers(name);
        return new(name, field, property);
    }
}
