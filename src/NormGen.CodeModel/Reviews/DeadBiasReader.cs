using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;
using NormGen.CodeModel.Words;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds biases that the norm right behind them takes away: a constant a channel does not survive the mean of that channel.</summary>
public static class DeadBiasReader
{
    /// <summary>Reads a class. Where weights are loaded the bias belongs to a checkpoint, and where a model sets the mode of its norms the mean may not be the batch's: both are silent.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Flow is not { IsComplete: true } flow) yield break;
        var nodes = flow.Nodes().ToList();
        var made = nodes.Where(node => node.Kind is FlowKind.Linear or FlowKind.Convolution && node.Module is { } map && map.Parameter("bias")?.Exists == true && !node.MayLackBias);
        var isChecked = false;
        foreach (var uses in made.GroupBy(node => node.Module!))
        {
            var norms = uses.Select(map => NormOf(flow, nodes, map)).ToList();
            if (norms.Contains(null) || norms[0]!.Module is not { } norm || FlowPlaces.Made(uses.Key) is not { } place) continue;
            if (!isChecked && (CompilationWords.Loading.AreIn(graph.Tree.Source.Compilation, CancellationToken.None) || graph.Root.SelfAndDescendants().Any(module => ModuleClasses.SetsItsOwnMode(module) || Freezing.IsIn(module, graph.Tree.Source)))) yield break;
            isChecked = true;
            yield return new(place, uses.Key.Parameter("bias")!.Path, FlowPlaces.Name(norm), norm.Type.Name);
        }
    }

    /// <summary>The norm that alone takes the output of a layer and subtracts the mean of each of its channels; null where there is none.</summary>
    private static FlowNode? NormOf(FlowGraph flow, List<FlowNode> nodes, FlowNode map)
    {
        FlowNode? norm = null;
        var values = new HashSet<FlowNode> { map };
        foreach (var node in nodes)
        {
            if (!node.Inputs.Any(values.Contains)) continue;
            if (node.Kind == FlowKind.Same) values.Add(node);
            else if (norm is null && node is { Kind: FlowKind.Norm, Module: not null } && values.Contains(node.Inputs[0]) && Cancels(map, node)) norm = node;
            else return null;
        }

        return flow.Outputs.Concat(flow.Escapes).Any(values.Contains) ? null : norm;
    }

    // A Linear's features are the channels of BatchNorm1d only where both have one size.
    private static bool Cancels(FlowNode map, FlowNode norm) => norm.Norm switch
    {
        FlowNorm.Batch => map.Kind == FlowKind.Convolution ? map.Spatial == norm.Spatial : norm.Spatial == 1 && map.Size.IsSameAs(norm.Size),
        FlowNorm.Instance => map.Kind == FlowKind.Convolution && map.Spatial == norm.Spatial,
        _ => false,
    };
}
