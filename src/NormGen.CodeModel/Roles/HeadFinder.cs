using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Roles;

/// <summary>Finds the weights that make a model's output: from what <c>forward</c> returns, back through views and elementwise maps, to linear maps.</summary>
/// <remarks>Bodies are entered only where the output comes from them, so most of a model is never read.</remarks>
internal sealed class HeadFinder
{
    private readonly ModuleTree tree;
    private readonly HashSet<FlowNode> seen = [];
    private readonly HashSet<ParameterNode> heads = [];
    private readonly List<FlowGraph> entered = [];

    private HeadFinder(ModuleTree tree) => this.tree = tree;

    /// <summary>The weights of the heads, each the representative of those tied to it.</summary>
    /// <param name="tree">The model.</param>
    /// <returns>The weights, and those of them that also make something else than the output.</returns>
    public static (HashSet<ParameterNode> Heads, HashSet<ParameterNode> Shared) Find(ModuleTree tree)
    {
        var finder = new HeadFinder(tree);
        if (tree.Root.Kind is ModuleKind.Custom) finder.FollowOutputs(tree.Root, []);
        return (finder.heads, finder.Shared());
    }

    /// <summary>A linear map with a head's weight that the output does not come from directly, or a second call of the module that holds the head.</summary>
    private HashSet<ParameterNode> Shared()
    {
        var shared = new HashSet<ParameterNode>();
        foreach (var node in entered.SelectMany(graph => graph.Nodes()).Where(node => !seen.Contains(node)))
        {
            if (node.Kind is FlowKind.Linear or FlowKind.MatrixProduct) shared.UnionWith(node.Inputs.Skip(1).Select(WeightOf).OfType<ParameterNode>().Where(heads.Contains));
            else if (node is { Kind: FlowKind.Call, Module: { } module }) shared.UnionWith(heads.Where(head => module.SelfAndDescendants().Contains(head.Owner)));
        }

        return shared;
    }

    private void FollowOutputs(ModuleNode module, IReadOnlyList<FlowNode> arguments)
    {
        if (FlowReader.Read(tree, module, enterModules: false) is not { } graph) return;
        entered.Add(graph);
        var inputs = graph.Inputs.Values.ToList();
        foreach (var output in graph.Outputs) Follow(output, inputs, arguments);
    }

    private void Follow(FlowNode node, IReadOnlyList<FlowNode> inputs, IReadOnlyList<FlowNode> arguments)
    {
        if (!seen.Add(node)) return;
        switch (node.Kind)
        {
            case FlowKind.Linear:
                Take(node.Inputs[1]);
                break;
            case FlowKind.MatrixProduct:
                foreach (var input in node.Inputs.Skip(1)) Take(input);
                break;
            case FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Homogeneous or FlowKind.Reduce:
                Follow(node.Inputs[0], inputs, arguments);
                break;
            case FlowKind.Other when node is { IsFunction: true, Inputs.Length: 1 }:
                Follow(node.Inputs[0], inputs, arguments);
                break;
            case FlowKind.Choice or FlowKind.Concat:
                foreach (var input in node.Inputs) Follow(input, inputs, arguments);
                break;
            case FlowKind.Multiply or FlowKind.Divide or FlowKind.Add:
                // A temperature, a logit scale, a mask or a bias beside the linear map.
                var moving = node.Inputs.Where(input => input.Kind is not (FlowKind.Constant or FlowKind.Weight or FlowKind.Other)).ToList();
                if (moving.Count == 1) Follow(moving[0], inputs, arguments);
                break;
            case FlowKind.Call when node.Module is { Kind: ModuleKind.Custom } module:
                FollowOutputs(module, node.Inputs);
                break;
        }
    }

    private void Take(FlowNode weight)
    {
        if (WeightOf(weight) is { } parameter) heads.Add(parameter);
    }

    /// <summary>The weight behind transpositions, scales and norms of it, or null.</summary>
    private static ParameterNode? WeightOf(FlowNode weight)
    {
        while (weight.Kind is FlowKind.Transpose or FlowKind.Same or FlowKind.Rearrange or FlowKind.Homogeneous or FlowKind.Norm) weight = weight.Inputs[0];
        return weight is { Kind: FlowKind.Weight, Parameter: { Dimensions: null or >= 2 } parameter } ? parameter : null;
    }
}
