using System.Globalization;
using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>The text of a schedule in generated code.</summary>
internal static class ScheduleText
{
    /// <summary>The number of Post-LN blocks of a stack, counted and checked at run time.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="depth">The expression of the number of blocks.</param>
    public static string PostLayers(MixSchedule schedule, string depth) => schedule.PostLayers is { } layers
        ? $"global::NormGen.Modules.LayerSchedule.Fixed({depth}, {layers.ToString(CultureInfo.InvariantCulture)})"
        : $"global::NormGen.Modules.LayerSchedule.PostLayers({depth}, (double){schedule.Alpha.ToString("R", CultureInfo.InvariantCulture)})";
}
