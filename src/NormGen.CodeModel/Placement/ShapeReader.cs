using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads whether members can be added to the class at all.</summary>
internal static class ShapeReader
{
    /// <summary>Complains about what is in the way; false if nothing can be generated.</summary>
    public static bool Read(BlockReading reading)
    {
        var isPartial = true;
        foreach (var type in TypeParts.Around(reading.Block))
        {
            if (TypeParts.NotPartial(type, reading.Token) is { } declaration)
            {
                isPartial = false;
                reading.Complain(PlacementProblem.NotPartial, declaration.Identifier.GetLocation(), type.Name, reading.BlockName);
            }

            if (type.IsFileLocal)
            {
                isPartial = false;
                reading.Complain(PlacementProblem.FileLocal, BlockReading.PlaceOf(type), type.Name, reading.BlockName);
            }

        }

        if (TypeParts.Declarations(reading.Block, reading.Token).FirstOrDefault(d => d.ParameterList is not null) is { } primary)
            reading.Complain(PlacementProblem.PrimaryConstructor, primary.ParameterList!.GetLocation(), reading.BlockName);
        if (TorchTypes.IsBroken(reading.Block.BaseType)) reading.IsBroken = true;
        else if (!TorchTypes.IsModule(reading.Block)) reading.Complain(PlacementProblem.NotAModule, reading.BlockLocation, reading.BlockName);
        return isPartial;
    }
}
