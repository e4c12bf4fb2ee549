using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds blocks of which one branch has a norm on its output and another has none.</summary>
public static class HalfPeriReader
{
    /// <summary>Reads a class. A norm that a flag switches is not known to be absent, so it is silent.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        var branches = BranchNorms.Of(graph, graph.Root);
        if (branches.Count < 2 || branches.Any(branch => branch is not { HasBefore: true, IsOnStream: false, HasAfter: not null })) yield break;
        if (branches.FirstOrDefault(branch => branch.HasAfter == true) is not { } done || branches.FirstOrDefault(branch => branch.HasAfter == false) is not { } missing) yield break;
        var end = missing.Residual.Branch.Stripped();
        if ((FlowPlaces.Called(end) ?? graph.Root.Type.Locations.FirstOrDefault(location => location.IsInSource)) is { } place) yield return new(place, FlowPlaces.Name(end), FlowPlaces.Name(done.Residual.Branch.Stripped()));
    }
}
