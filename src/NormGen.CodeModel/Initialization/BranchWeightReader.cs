using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Initialization;

/// <summary>Finds the weights of a residual branch and what each of them makes, from the data flow of the sublayer's <c>forward</c>.</summary>
internal sealed class BranchWeightReader
{
    private readonly HashSet<FlowNode> seen = [];
    private readonly HashSet<FlowNode> outputs = [];
    private readonly HashSet<FlowNode> logits = [];
    private readonly Dictionary<FlowNode, int> degrees = [];
    private string? fault;

    /// <summary>The weights, or null with the reason why they are not known.</summary>
    /// <param name="tree">The block.</param>
    /// <param name="sublayer">The sublayer.</param>
    public static (BranchWeights? Weights, string Reason) Read(ModuleTree tree, ModuleNode sublayer)
    {
        if (sublayer.Kind == ModuleKind.Unknown) return (null, "what it holds is not known");
        if (FlowReader.Read(tree, sublayer, enterModules: true) is not { } graph) return (null, $"the forward of {sublayer.Type.Name} cannot be read");
        var reader = new BranchWeightReader();
        var weights = reader.Read(graph, sublayer);
        return weights is null ? (null, reader.fault!) : (weights, "");
    }

    /// <summary>The maps that make a value: those met first on the way back from it.</summary>
    internal static IReadOnlyCollection<FlowNode> Makers(FlowNode value)
    {
        var reader = new BranchWeightReader();
        reader.FollowOutput(value);
        return reader.outputs;
    }

    /// <summary>The weight of a map that is a module; null where it is something else.</summary>
    internal static ParameterNode? WeightOf(FlowNode map) => map is { Kind: FlowKind.Linear or FlowKind.Convolution, Inputs: [_, { Kind: FlowKind.Weight, Parameter: { Name: "weight" } weight }, ..] } ? weight : null;

    private BranchWeights? Read(FlowGraph graph, ModuleNode sublayer)
    {
        if (!graph.IsComplete) fault = $"{sublayer.Type.Name} hands a module to code that cannot be read";
        foreach (var output in graph.Outputs) FollowOutput(output);
        var nodes = graph.Nodes().ToList();
        foreach (var node in nodes.Where(IsOpaque)) fault ??= $"{node.Module!.Type.Name} is in it, whose weights cannot be told apart";
        foreach (var node in nodes) FindLogits(node);
        var maps = nodes.Where(IsMap).ToList();
        var own = maps.Select(node => (Node: node, Weight: WeightOf(node))).ToList();
        if (own.Exists(map => map.Weight is null)) fault ??= "it multiplies by a weight that is computed or held as a parameter of its own";
        if (outputs.Count == 0) fault ??= "no Linear or convolution makes its output";
        if (fault is not null) return null;

        var queries = Names(logits);
        var values = Names(maps.Where(node => !logits.Contains(node)).Concat(Reached(nodes)).Where(node => !outputs.Contains(node)));
        var last = Names(outputs);
        if (last.Intersect(values).FirstOrDefault() is { } shared)
        {
            fault = $"'{shared}' makes its output and something inside it too";
            return null;
        }

        return new(
            last.ToEquatableArray(),
            queries.Except(values).Except(last).ToEquatableArray(),
            values.Except(last).ToEquatableArray(),
            graph.Outputs.Max(Degree),
            queries.Intersect(values).FirstOrDefault());

        List<string> Names(IEnumerable<FlowNode> found) => [.. found.Select(node => Relative(WeightOf(node)!)).Distinct()];

        string Relative(ParameterNode weight) => sublayer.Path.Length == 0 ? weight.Path : weight.Path.Substring(sublayer.Path.Length + 1);
    }

    /// <summary>From the output back to the maps that make it: through views, additions, and functions of one tensor.</summary>
    private void FollowOutput(FlowNode node)
    {
        if (!seen.Add(node)) return;
        if (IsMap(node))
        {
            outputs.Add(node);
            return;
        }

        switch (node.Kind)
        {
            case FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Homogeneous or FlowKind.Pooling or FlowKind.Norm:
                FollowOutput(node.Inputs[0]);
                break;
            case FlowKind.Add or FlowKind.Choice or FlowKind.Multiply or FlowKind.Divide:
                foreach (var input in node.Inputs.Where(input => input.Kind is not (FlowKind.Constant or FlowKind.Weight or FlowKind.Input))) FollowOutput(input);
                break;
            case FlowKind.Other when node is { IsFunction: true, Inputs.Length: 1 }:
                FollowOutput(node.Inputs[0]);
                break;
        }
    }

    /// <summary>Of attention, the maps nearest before queries and keys.</summary>
    private void FindLogits(FlowNode node)
    {
        if (node.Kind == FlowKind.Attention)
        {
            foreach (var input in node.Inputs.Take(2)) Nearest(input, logits);
        }
        else if (node is { Kind: FlowKind.Other, IsSoftmax: true })
        {
            Nearest(node.Inputs[0], logits);
        }
    }

    /// <summary>The maps that also make values: those nearest before the third argument of attention.</summary>
    private static IEnumerable<FlowNode> Reached(IEnumerable<FlowNode> nodes)
    {
        var found = new HashSet<FlowNode>();
        foreach (var node in nodes)
        {
            if (node.Kind == FlowKind.Attention && node.Inputs.Length > 2) Nearest(node.Inputs[2], found);
            else if (node.Kind == FlowKind.MatrixProduct && node.Inputs.Any(IsWeighting)) Nearest(node.Inputs.FirstOrDefault(input => !IsWeighting(input)), found);
        }

        return found;
    }

    private static bool IsWeighting(FlowNode factor)
    {
        while (factor.Kind is FlowKind.Same or FlowKind.Homogeneous or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange) factor = factor.Inputs[0];
        return factor.IsSoftmax;
    }

    private static void Nearest(FlowNode? from, HashSet<FlowNode> found)
    {
        var entered = new HashSet<FlowNode>();
        Visit(from);

        void Visit(FlowNode? node)
        {
            if (node is null || !entered.Add(node)) return;
            if (IsMap(node))
            {
                found.Add(node);
                return;
            }

            foreach (var input in node.Inputs) Visit(input);
        }
    }

    /// <summary>How many weights are multiplied in a value. The weights of attention are numbers between 0 and 1: those that make them do not count.</summary>
    private int Degree(FlowNode node)
    {
        if (degrees.TryGetValue(node, out var known)) return known;
        degrees[node] = 0;
        return degrees[node] = node.Kind switch
        {
            _ when IsMap(node) => Degree(node.Inputs[0]) + 1,
            FlowKind.Attention => node.Inputs.Length > 2 ? Degree(node.Inputs[2]) : 0,
            FlowKind.Other when node.IsSoftmax => 0,
            FlowKind.Norm => 0,
            FlowKind.Multiply or FlowKind.MatrixProduct => node.Inputs.Sum(Degree),
            _ => node.Inputs.Select(Degree).DefaultIfEmpty(0).Max(),
        };
    }

    private static bool IsMap(FlowNode node) => node.Kind is FlowKind.Linear or FlowKind.Convolution || node.Kind == FlowKind.MatrixProduct && node.Inputs.Any(input => Bare(input).Kind == FlowKind.Weight);

    private static FlowNode Bare(FlowNode node)
    {
        while (node.Kind is FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange) node = node.Inputs[0];
        return node;
    }

    /// <summary>A module with weights of its own that is not followed.</summary>
    private static bool IsOpaque(FlowNode node) => node is { Kind: FlowKind.Call or FlowKind.Other, Module.Kind: ModuleKind.Composite or ModuleKind.Unknown };
}
