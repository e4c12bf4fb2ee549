using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Shapes as documentation writes them.</summary>
internal static class ShapeText
{
    /// <summary>The shape of a tensor that varies over some axes: <c>[.., features]</c>, <c>[channels]</c>.</summary>
    public static string Of(FormulaGraph graph, Extent extent)
    {
        if (!graph.HasSegments && extent == Extent.Element) return graph.IsUpdate ? "[rows, ..]" : graph.IsMatrix ? "[rows, features]" : "[.., features]";
        if ((graph.Element & Extent.Channel) != 0 && extent == graph.Element) return graph.Rank == 0 ? "[batch, channels, ..]" : $"[batch, channels, {Positions(graph.Rank)}]";
        return Join(Names(graph.Element, extent));
    }

    /// <summary>The shape of numbers that a kernel saves.</summary>
    public static string OfNumbers(KernelProgram program, Extent extent) => Join(Names(program.Element, extent));

    private static IEnumerable<string> Names(Extent element, Extent extent)
    {
        var overChannels = (element & Extent.Channel) != 0;
        if ((extent & Extent.Row) != 0) yield return overChannels ? "batch" : "rows";
        if ((extent & Extent.Channel) != 0) yield return "channels";
        else if (overChannels && extent.IsLarge()) yield return "1";
        else if ((extent & Extent.Group) != 0 && (extent & Extent.Feature) == 0) yield return "groups";
        if ((extent & Extent.Feature) != 0) yield return overChannels ? ".." : "features";
    }

    private static string Positions(int rank) => rank switch { 3 => "length", 4 => "height, width", _ => ".." };

    private static string Join(IEnumerable<string> names) => "[" + string.Join(", ", names) + "]";
}
