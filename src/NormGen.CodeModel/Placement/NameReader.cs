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

    /// <summary>What a schedule adds to a block: whether it is Post-LN, and both bodies of <c>forward</c>.</summary>
    public static readonly IReadOnlyList<string> ScheduleMembers = ["IsPostLN", "ForwardPost", "ForwardPre"];

    /// <summary>The field of what watches a block.</summary>
    public const string ProbeField = "normProbe";

    /// <summary>The norms of a sublayer, by the placement and the names its attribute gives.</summary>
    internal static (NormMember? In, NormMember? Out) Norms(BlockReading reading, AttributeData attribute, string sublayer)
    {
        if (reading.Kind == PlacementKind.Bare) return default;
        var isPeri = reading.Kind == PlacementKind.PeriLN;
        var first = Member(reading, attribute, "NormIn", sublayer + (isPeri ? "_norm_in" : "_norm"));
        if (isPeri) return (first, Member(reading, attribute, "NormOut", sublayer + "_norm_out"));

        if (PlacementAttributes.Argument(attribute, "NormOut") is { Value: string name })
            reading.Complain(PlacementProblem.NameUnusable, reading.PlaceOf(attribute, "NormOut"), name, $"a sublayer has one norm in {reading.Kind}, named by NormIn");
        return reading.Kind is PlacementKind.PreLN or PlacementKind.MixLN ? (first, null) : (null, first);
    }

    /// <summary>Complains about names of a block that are taken; false if the class has its own <c>InitializeNorms</c>.</summary>
    internal static bool Check(BlockReading reading, List<SublayerModel> sublayers, BranchScale? scale, bool isRecorded)
    {
        var learned = scale is null ? [] : sublayers.SelectMany(s => ScaleAttribute.Learned(scale.Rule, s.Name)).Distinct().Select(number => new NormMember(number.ComponentName, number.Field, number.Property));
        var members = new List<(string Name, string What)>();
        if (reading.Kind != PlacementKind.Bare) members.Add((FeaturesField, "the field of the number of features"));
        if (scale is { HasFactor: true }) members.Add((ScaleField, "the factor of the residual branches"));
        if (isRecorded) members.Add((ProbeField, "the field of what watches it"));
        if (reading.Kind == PlacementKind.MixLN) members.AddRange(ScheduleMembers.Select(member => (member, "a member of its schedule")));
        return Check(reading, sublayers.SelectMany(s => new[] { s.NormIn, s.NormOut }).OfType<NormMember>().Concat(learned), members, (Initializer, "the method that makes the norms"));
    }

    /// <summary>Complains about names that are taken; false if the class has the initializer itself.</summary>
    internal static bool Check(BlockReading reading, IEnumerable<NormMember> norms, IEnumerable<(string Name, string What)> members, (string Name, string What) initializer)
    {
        var components = new Dictionary<string, ISymbol?>(StringComparer.Ordinal);
        foreach (var field in reading.Block.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && !GeneratedFiles.IsFromPlacement(f))) components[ComponentNames.Registered(field)] = field;
        var identifiers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var norm in norms)
        {
            if (components.TryGetValue(norm.ComponentName, out var registered))
            {
                Clash(norm.ComponentName, "the name of a norm in the state", registered);
            }
            else
            {
                components.Add(norm.ComponentName, null);
                Identifier(norm.Field, "the field of a norm");
                Identifier(norm.Property, "the property of a norm");
            }
        }

        foreach (var (name, what) in members) Identifier(name, what);
        var owner = Owner(reading.Block, initializer.Name);
        if (owner is not null) Clash(initializer.Name, initializer.What, owner);
        return owner is null;

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

        return Named(name);
    }

    /// <summary>The field and property of a norm of that name in the state.</summary>
    internal static NormMember Named(string name)
    {
        var (field, property) = StateNames.Identifiers(name);
        return new(name, field, property);
    }
}
