using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads the members marked with <c>[Sublayer]</c>, in the order of declaration.</summary>
internal static class SublayerReader
{
    /// <summary>The sublayers that could be read.</summary>
    /// <param name="reading">The block.</param>
    /// <param name="forward">The block's <c>forward</c>, or null if it is missing: then arguments are not looked at.</param>
    /// <param name="fuse">Whether joints are to be kernels, so that they may take over what sublayers open and close with.</param>
    public static List<SublayerModel> Read(BlockReading reading, IMethodSymbol? forward, bool fuse)
    {
        var ends = fuse ? new SublayerEndsReader(reading) : null;
        var sublayers = new List<SublayerModel>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        var marked = 0;
        foreach (var member in reading.Block.GetMembers())
        {
            if (member is not (IFieldSymbol or IPropertySymbol) || PlacementAttributes.Find(member, NormGenNames.Sublayer) is not { } attribute) continue;
            marked++;
            if (ReadOne(reading, member, attribute, forward, used, ends, isFirst: marked == 1) is { } sublayer) sublayers.Add(sublayer);
        }

        if (marked == 0) reading.Complain(PlacementProblem.NoSublayer, reading.BlockLocation, reading.BlockName);
        if (forward is not null && marked > 0 && sublayers.Count == marked)
        {
            foreach (var parameter in forward.Parameters.Skip(1).Where(p => !used.Contains(p.Name)))
                reading.Complain(PlacementProblem.ParameterUnused, BlockReading.PlaceOf(parameter), parameter.Name, reading.BlockName);
        }

        return sublayers;
    }

    private static SublayerModel? ReadOne(BlockReading reading, ISymbol member, AttributeData attribute, IMethodSymbol? forward, HashSet<string> used, SublayerEndsReader? ends, bool isFirst)
    {
        var backing = member as IFieldSymbol ?? reading.Block.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, member));
        // [field: Sublayer] on a property: its field has no name that code can write.
        var shown = (member as IFieldSymbol)?.AssociatedSymbol ?? member;
        var name = (backing is null ? null : ComponentNames.Of(backing)) ?? shown.Name.TrimStart('_');

        if (SublayerCallReader.Read(reading, shown, forward, used) is not { } call) return null;
        var (normIn, normOut) = NameReader.Norms(reading, attribute, name);
        var (dropout, scale) = BranchOperandReader.Read(reading, attribute, name);
        var isOpen = ends is not null && PlacementAttributes.Argument(attribute, "Fuse") is not { Value: false };
        var (taken, kept) = isOpen ? ends!.Read(shown, HasNormBefore(reading.Kind, isFirst)) : (null, ends is null ? null : "Fuse = false");
        return new(TypeText.Escape(shown.Name), name, call.Method, call.Arguments, normIn, normOut) { Ends = taken, Kept = kept, Dropout = dropout, Scale = scale };
    }

    /// <summary>Whether what the sublayer reads comes from a norm of the block in each of the block's forms.</summary>
    private static bool HasNormBefore(PlacementKind kind, bool isFirst) => kind switch
    {
        PlacementKind.OutputNorm or PlacementKind.Bare => false,
        PlacementKind.PostLN or PlacementKind.MixLN => !isFirst,
        _ => true,
    };
}
