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

    private HeadFinder(ModuleTree tree) => this.tree = tree;

    /// <summary>The weights of the heads, each the representative of those tied to it.</summary>
    public static HashSet<ParameterNode> Find(ModuleTree tree)
    {
        var finder = new HeadFinder(tree);
        if (tree.Root.Kind is ModuleKind.Custom) finder.FollowOutputs(tree.Root, []);
        return finder.heads;
    }

    private void FollowOutputs(ModuleNode module, IReadOnlyList<FlowNode> arguments)
    {
        if (FlowReader.Read(tree, module, enterModules: false) is not { } graph) return;
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
            case FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Homogeneous:
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
        while (weight.Kind is FlowKind.Transpose or FlowKind.Same or FlowKind.Rearrange or FlowKind.Homogeneous or FlowKind.Norm) weight = weight.Inputs[0];
        if (weight is { Kind: FlowKind.Weight, Parameter: { } parameter } && parameter.Dimensions is null or >= 2) heads.Add(weight.Parameter!);
    }
}
