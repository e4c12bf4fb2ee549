using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds norms without a mask between two region norms of one mask: they mix the regions that the others keep apart.</summary>
public static class LostMaskReader
{
    /// <summary>Reads a class: batch, instance and group norms on the way from one region norm with a mask to another, and region norms behind it whose mask is made of nothing.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Flow is not { } flow || flow.Inputs.Count < 2) yield break;
        var nodes = flow.Nodes().ToList();
        var regions = nodes.FindAll(node => node is { Module: { Type: { Name: "RegionNormB", ContainingNamespace.Name: "Modules" } }, Inputs.Length: >= 2 });
        if (regions.Count < 2) yield break;
        var reported = new HashSet<FlowNode>();
        foreach (var first in regions)
        {
            var mask = FlowReach.Sources(first.Inputs[1]);
            var behind = regions.Where(second => second != first && second.Inputs[0].ComesFrom(first)).ToList();
            foreach (var lost in behind.Where(second => !FlowReach.Sources(second.Inputs[1]).Overlaps(flow.Inputs.Values)))
            {
                if (mask.Overlaps(flow.Inputs.Values) && reported.Add(lost) && FlowPlaces.Called(lost) is { } place) yield return new(place, FlowPlaces.Name(lost), "gets a mask that is not the one of", FlowPlaces.Name(first));
            }

            foreach (var mixing in nodes.Where(node => node is { Kind: FlowKind.Norm, Norm: FlowNorm.Batch or FlowNorm.Instance or FlowNorm.Group } && node.ComesFrom(first)))
            {
                if (behind.Exists(second => second.Inputs[0].ComesFrom(mixing)) && reported.Add(mixing) && FlowPlaces.Called(mixing) is { } place) yield return new(place, FlowPlaces.Name(mixing), "takes no mask and stands behind", FlowPlaces.Name(first));
            }
        }
    }
}
