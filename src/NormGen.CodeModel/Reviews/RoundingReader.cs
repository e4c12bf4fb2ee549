using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds roundings through which all gradients of a parameter would have to go: their derivative is zero, so that it never trains.</summary>
public static class RoundingReader
{
    /// <summary>Reads a class. A second way to the output, as <c>x + (round(x) - x).detach()</c> has, is silent; so are roundings to whole numbers that index, frozen models, and code without gradients.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Whole is not { } flow) yield break;
        var nodes = flow.Nodes().ToList();
        var rounding = nodes.FindAll(IsRounding);
        if (rounding.Count == 0 || graph.Root.SelfAndDescendants().Any(module => Freezing.IsIn(module, graph.Tree.Source))) yield break;
        var reported = new HashSet<FlowNode>();
        foreach (var weight in nodes.Where(node => node.Kind == FlowKind.Weight))
        {
            // What the parameter reaches with a gradient, in the order of computation.
            var reached = new HashSet<FlowNode> { weight };
            foreach (var node in nodes)
            {
                if (node.Inputs.Any(reached.Contains) && !Cuts(node)) reached.Add(node);
            }

            if (flow.Outputs.Concat(flow.Escapes).Any(reached.Contains)) continue;
            foreach (var node in rounding)
            {
                if (!node.Inputs.Any(reached.Contains) || FeedsIndices(nodes, node) || node.Site is not { } site || FlowPlaces.IsWithoutGradients(site) || !reported.Add(node)) continue;
                yield return new(site.GetLocation(), node.Function!, weight.Parameter!.Path);
            }
        }
    }

    private static bool IsRounding(FlowNode node) => node.Function is "round" or "floor" or "ceil" or "trunc" or "fix" or "sign" or "sgn" && node.Inputs.Length == 1;

    private static bool Cuts(FlowNode node) => IsRounding(node) || node.Function is "detach" or "argmax" or "argmin" or "argsort" or "eq" or "ne" or "gt" or "lt" or "ge" or "le" or "bernoulli" or "multinomial" or "one_hot" || node is { Kind: FlowKind.Same, Value.Text: "Int64" };

    private static bool FeedsIndices(List<FlowNode> nodes, FlowNode node)
        => nodes.Exists(user => user.Inputs.Contains(node) && (user is { Kind: FlowKind.Same, Value.Text: "Int64" } or { Kind: FlowKind.Lookup or FlowKind.Rearrange } || user.Kind == FlowKind.Same && FeedsIndices(nodes, user)));
}
