using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>The items of a list in the order in which they run.</summary>
internal static class ModuleRuns
{
    /// <summary>How often a part that stands for any number of items is followed.</summary>
    public const int Rounds = 3;

    /// <summary>Neighbours that stand for any number of items together, all others alone.</summary>
    public static IEnumerable<IReadOnlyList<ModuleNode>> Of(ModuleNode list)
    {
        var run = new List<ModuleNode>();
        foreach (var child in list.Children)
        {
            if (run.Count > 0 && !(child.IsAny && run[0].IsAny))
            {
                yield return run;
                run = [];
            }

            run.Add(child);
        }

        if (run.Count > 0) yield return run;
    }
}
