using System.Text;
using Microsoft.CodeAnalysis;
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
        var isPeri = reading.Kind == PlacementKind.PeriLN;
        var first = Member(reading, attribute, "NormIn", sublayer + (isPeri ? "_norm_in" : "_norm"));
        if (isPeri) return (first, Member(reading, attribute, "NormOut", sublayer + "_norm_out"));

        if (PlacementAttributes.Argument(attribute, "NormOut") is { Value: string name })
            reading.Complain(PlacementProblem.NameUnusable, reading.PlaceOf(attribute), name, $"a sublayer has one norm in {reading.Kind}, named by NormIn");
        return reading.Kind == PlacementKind.PreLN ? (first, null) : (null, first);
    }

    /// <summary>Complains about names that are taken; false if the class has its own <c>InitializeNorms</c>.</summary>
    internal static bool Check(BlockReading reading, List<SublayerModel> sublayers, bool isScaled)
    {
        var norms = sublayers.SelectMany(s => new[] { s.NormIn, s.NormOut }).OfType<NormMember>().ToList();
        var components = new HashSet<string>(reading.Block.GetMembers().OfType<IFieldSymbol>()
            .Where(f => !f.IsStatic && !GeneratedFiles.IsFromPlacement(f)).Select(ComponentNames.Registered), StringComparer.Ordinal);
        var identifiers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var norm in norms)
        {
            if (!components.Add(norm.ComponentName))
            {
                Clash(norm.ComponentName, "the name of a norm in the state");
            }
            else
            {
                Identifier(norm.Field, "the field of a norm");
                Identifier(norm.Property, "the property of a norm");
            }
        }

        Identifier(FeaturesField, "the field of the number of features");
        if (isScaled) Identifier(ScaleField, "the factor of the residual branches");
        var owns = !IsTaken(reading.Block, Initializer);
        if (!owns) Clash(Initializer, "the method that makes the norms");
        return owns;

        void Identifier(string name, string what)
        {
            if (!identifiers.Add(name) || IsTaken(reading.Block, name.TrimStart('@'))) Clash(name, what);
        }

        void Clash(string name, string what) => reading.Complain(PlacementProblem.NameClash, reading.BlockLocation, name, what, reading.BlockName);
    }

    private static bool IsTaken(INamedTypeSymbol block, string name)
    {
        if (block.Name == name || block.TypeParameters.Any(p => p.Name == name) || block.GetMembers(name).Any(m => !GeneratedFiles.IsFromPlacement(m))) return true;
        return TorchTypes.BasesOf(block.BaseType).Any(t => t.GetMembers(name).Any(m => m.DeclaredAccessibility != Accessibility.Private && !GeneratedFiles.IsFromPlacement(m)));
    }

    private static NormMember Member(BlockReading reading, AttributeData attribute, string argument, string standard)
    {
        var name = standard;
        if (PlacementAttributes.Argument(attribute, argument) is { Value: string given })
        {
            if (given.Trim().Length > 0 && !given.Contains('.')) name = given;
            else reading.Complain(PlacementProblem.NameUnusable, reading.PlaceOf(attribute), given, "a name in the state is not empty and has no dots");
        }

        var words = Words(name);
        var property = string.Concat(words.Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
        var field = char.ToLowerInvariant(property[0]) + property.Substring(1);
        return new(name, TypeText.Escape(field), property);
    }

    /// <summary>The parts of a name that can stand in an identifier; never none.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in name + "_")
        {
            if (char.IsLetterOrDigit(letter)) word.Append(letter);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (words.Count == 0 || char.IsDigit(words[0][0])) words.Insert(0, "Norm");
        return words;
    }
}
