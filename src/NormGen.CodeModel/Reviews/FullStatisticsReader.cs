using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds norms in <c>forward</c> whose statistics are taken over everything, all samples together, where those of a row or sample are meant.</summary>
public static class FullStatisticsReader
{
    /// <summary>
    /// Reads a class. That one statistic is of rows is meant where another one is, where a gain a feature follows, and where the tensor surely has a batch axis. Normalized weights, vectors and whatever has fewer signs are silent.
    /// </summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Flow is not { } flow) yield break;
        var nodes = new Lazy<List<FlowNode>>(() => [.. flow.Nodes()]);
        var inputs = new HashSet<FlowNode>(flow.Inputs.Values);
        foreach (var norm in FlowStatistics.In(flow))
        {
            var statistics = norm.Mean is { } mean ? new[] { mean, norm.Deviation } : [norm.Deviation];
            var full = statistics.Where(statistic => statistic.IsOfAll).Distinct().ToList();
            if (full.Count == 0 || norm.X.Rank is 0 or 1 || !FlowReach.Sources(norm.X).Overlaps(inputs)) continue;
            var isMixed = full.Count < statistics.Distinct().Count();
            if (!isMixed && norm.Gain is null && !HasGain(nodes.Value, norm.Quotient) && !HasBatch(norm.X, nodes.Value)) continue;
            foreach (var statistic in full)
            {
                if (statistic.Site?.GetLocation() is { } place) yield return new(place, statistic.Function!);
            }
        }
    }

    /// <summary>Whether the result is multiplied by a parameter of one or more dimensions: it is a layer, with a gain a feature.</summary>
    private static bool HasGain(List<FlowNode> nodes, FlowNode quotient)
        => nodes.Exists(node => node.Kind == FlowKind.Multiply && node.Inputs.Any(input => input.Stripped() == quotient) && node.Inputs.Any(input => input.Stripped() is { Kind: FlowKind.Weight, Parameter.Dimensions: >= 1 }));

    /// <summary>Whether a tensor has an axis of samples: a batch norm is on its way, or a view that keeps the first axis.</summary>
    private static bool HasBatch(FlowNode x, List<FlowNode> nodes)
    {
        var before = FlowReach.Sources(x);
        return nodes.Exists(node => (before.Contains(node) || node.ComesFrom(x)) && (node is { Kind: FlowKind.Norm, Norm: FlowNorm.Batch } or { Kind: FlowKind.View, Leading: >= 1 }));
    }
}
