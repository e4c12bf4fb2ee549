using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds norms with running statistics that one <c>forward</c> uses at two places.</summary>
public static class SharedNormReader
{
    /// <summary>Of a call in a loop over layers, which is one place in the text and as many in the network as there are layers.</summary>
    public const string InLoop = "loop";

    /// <summary>Reads a class; the finding needs the norm, its class, and whether it is one call in a loop. The two arms of a branch, a loop over one layer, and two inputs through the same layer (siamese nets) are silent.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        var steps = (graph.Flow?.Steps ?? []).Where(step => step is { Overwritten: null, Place: not null, Made.Module: { IsAny: false } module } && IsStateful(module)).ToList();
        foreach (var uses in steps.GroupBy(step => step.Made.Module!))
        {
            var places = uses.GroupBy(step => step.Place!).Select(group => group.First()).ToList();
            var first = places[0];
            foreach (var place in places.Where(place => Maker(place.Made.Inputs[0]) is { IsAny: true, Count.Whole: null or > 1 } && uses.Count(step => step.Place == place.Place) > 1)) yield return new(place.Place!.GetLocation(), FlowPlaces.Name(uses.Key), uses.Key.Type.Name, InLoop);
            foreach (var second in places.Skip(1))
            {
                if (first.MayMeet(second) && AreApart(first.Made, second.Made)) yield return new(second.Place!.GetLocation(), FlowPlaces.Name(uses.Key), uses.Key.Type.Name, "");
            }
        }
    }

    private static bool IsStateful(ModuleNode module) => module.Kind switch
    {
        ModuleKind.BatchNorm => module.Argument("track_running_stats").Truth != false,
        _ => module.Type is { Name: "UnifiedNorm" or "PowerNorm" or "PowerNormV", ContainingNamespace: { Name: "Modules", ContainingNamespace.Name: "NormGen" } },
    };

    /// <summary>Whether two uses normalize different things: one is made from the other, or different layers with weights of their own make them.</summary>
    private static bool AreApart(FlowNode first, FlowNode second)
    {
        if (second.ComesFrom(first)) return true;
        return Maker(first.Inputs[0]) is { } a && Maker(second.Inputs[0]) is { } b && a != b;
    }

    private static ModuleNode? Maker(FlowNode node)
    {
        while (node is { Kind: FlowKind.Same or FlowKind.Homogeneous or FlowKind.View or FlowKind.Rearrange or FlowKind.Transpose or FlowKind.Pooling }) node = node.Inputs[0];
        return node is { Kind: FlowKind.Linear or FlowKind.Convolution, Module: { } maker } ? maker : null;
    }
}
