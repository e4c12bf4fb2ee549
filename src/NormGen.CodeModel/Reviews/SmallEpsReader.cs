using System.Globalization;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds norms written out whose eps is zero in the type that they compute in.</summary>
public static class SmallEpsReader
{
    /// <summary>Reads a class. Norms of libraries compute in float32 and are silent.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Flow is not { } flow) yield break;
        foreach (var norm in FlowStatistics.In(flow))
        {
            if (norm.Eps is not { } sum) continue;
            var number = sum.Inputs.First(input => input.Kind == FlowKind.Constant).Value.Constant;
            var eps = number is double or float ? Convert.ToDouble(number, CultureInfo.InvariantCulture) : 0;
            var type = FlowTypes.Of(sum.Inputs.First(input => input.Kind != FlowKind.Constant));
            if (eps > 0 && eps < FlowTypes.Underflow(type) && norm.Deviation.Site?.GetLocation() is { } place) yield return new(place, eps.ToString(CultureInfo.InvariantCulture), type!.ToLowerInvariant());
        }
    }
}
