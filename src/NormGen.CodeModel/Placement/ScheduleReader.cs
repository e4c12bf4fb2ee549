using System.Globalization;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads the schedule of <c>[MixLN]</c>.</summary>
internal static class ScheduleReader
{
    private const double DefaultAlpha = 0.25;

    /// <summary>The schedule, or null for another placement and (with a complaint) for one that cannot be.</summary>
    public static MixSchedule? Read(BlockReading reading)
    {
        if (reading.Kind != PlacementKind.MixLN) return null;
        var schedule = Of(reading.Attribute);
        if (schedule.PostLayers is < 0)
        {
            Complain("PostLayers", "the number of Post-LN blocks must be zero or more", schedule.PostLayers.Value.ToString(CultureInfo.InvariantCulture));
            return null;
        }

        if (schedule.Alpha >= 0 && schedule.Alpha <= 1) return schedule;
        Complain(null, "the part of the blocks that is Post-LN must be a number from 0 to 1", schedule.Alpha.ToString("R", CultureInfo.InvariantCulture));
        return null;

        void Complain(string? argument, string expected, string was) => reading.Complain(PlacementProblem.ScheduleUnusable, reading.PlaceOf(reading.Attribute, argument), reading.BlockName, expected, was);
    }

    /// <summary>The schedule as written; -1, the default of <c>PostLayers</c>, is none.</summary>
    public static MixSchedule Of(AttributeData attribute) => new(
        attribute.ConstructorArguments.FirstOrDefault().Value is double alpha ? alpha : DefaultAlpha,
        PlacementAttributes.Argument(attribute, "PostLayers") is { Value: int layers } && layers != -1 ? layers : null);
}
