using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads a class with a placement attribute. Symbols only: bodies of methods are not looked at, except that of a norm's formula in the same compilation, the constructors where a sublayer is one of TorchSharp's own modules that a joint may take apart, and what a rule of <c>[ScaledResidual]</c> counts or initializes.</summary>
public static class BlockReader
{
    /// <summary>Reads one class.</summary>
    /// <param name="block">The class.</param>
    /// <param name="compilation">Where it stands.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>The reading, or null if the class carries no placement attribute.</returns>
    public static PlacementReading? Read(INamedTypeSymbol block, Compilation compilation, CancellationToken token)
    {
        var placements = PlacementAttributes.Of(block).ToList();
        if (placements.Count == 0) return null;

        var (attribute, kind) = placements[0];
        var reading = new BlockReading(block, attribute, kind, compilation, token);
        if (placements.Count > 1)
        {
            var names = string.Join(", ", placements.Select(p => $"[{p.Kind}]"));
            reading.Complain(PlacementProblem.SeveralPlacements, reading.PlaceOf(placements[1].Attribute), reading.BlockName, names);
        }

        var isPartial = ShapeReader.Read(reading);
        var scale = ScaleReader.Read(reading);
        var schedule = ScheduleReader.Read(reading);
        var forward = ForwardReader.Read(reading, out var declaration);
        token.ThrowIfCancellationRequested();
        var fuse = PlacementAttributes.Argument(attribute, "Fuse") is not { Value: false };
        var sublayers = SublayerReader.Read(reading, declaration, fuse);
        token.ThrowIfCancellationRequested();
        var (norm, obstacle) = NormReader.Of(reading, fuse);
        var isRecorded = PlacementAttributes.Find(block, NormGenNames.RecordNorms) is not null;
        var ownsInitializer = NameReader.Check(reading, sublayers, scale, isRecorded);

        if (scale is not null) sublayers = BranchScaleReader.Read(reading, scale, sublayers);

        var outline = new BlockOutline(isPartial, InitializerSignature.Of(kind, scale), ownsInitializer, forward);
        var model = reading.HasErrors || norm is null || forward is null ? null
            : new BlockModel(block.Name, kind, fuse, obstacle, norm, scale, forward, sublayers.ToEquatableArray()) { Schedule = schedule, IsRecorded = isRecorded, Converted = kind == PlacementKind.PreLN ? ConvertedNormReader.Read(reading, norm) : default };
        return new(model, outline, reading.Complaints) { Bodies = reading.Bodies };
    }

    /// <summary>What is wrong with <c>[RecordNorms]</c> and <c>[Sublayer]</c> on a class without a placement attribute: they do nothing there.</summary>
    /// <param name="type">Any class.</param>
    public static IEnumerable<PlacementComplaint> ReadStray(INamedTypeSymbol type)
    {
        if (PlacementAttributes.Of(type).Any()) yield break;
        if (PlacementAttributes.Find(type, NormGenNames.RecordNorms) is { } records) yield return new(PlacementProblem.RecordsWithoutPlacement, PlaceOf(records), new[] { type.Name }.ToEquatableArray());
        foreach (var member in type.GetMembers().Where(m => m is IFieldSymbol or IPropertySymbol))
        {
            if (PlacementAttributes.Find(member, NormGenNames.Sublayer) is { } sublayer)
                yield return new(PlacementProblem.SublayerWithoutPlacement, PlaceOf(sublayer), new[] { ((member as IFieldSymbol)?.AssociatedSymbol ?? member).Name, type.Name }.ToEquatableArray());
        }

        static Location PlaceOf(AttributeData attribute) => attribute.ApplicationSyntaxReference is { } place ? Location.Create(place.SyntaxTree, place.Span) : Location.None;
    }
}
