using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Roles;

/// <summary>Finds the linear maps and convolutions that see the model's input itself: from the arguments of <c>forward</c> through views and maps without parameters.</summary>
internal sealed class FirstLayerFinder
{
    private readonly ModuleTree tree;
    private readonly HashSet<ModuleNode> entered = [];
    private readonly HashSet<ParameterNode> later = [];
    private readonly HashSet<ParameterNode> first = [];

    private FirstLayerFinder(ModuleTree tree) => this.tree = tree;

    /// <summary>The weights of the first layers, those left out that are used elsewhere too.</summary>
    public static HashSet<ParameterNode> Find(ModuleTree tree)
    {
        var finder = new FirstLayerFinder(tree);
        if (tree.Root.Kind is ModuleKind.Custom) finder.Enter(tree.Root);
        finder.first.ExceptWith(finder.later);
        return finder.first;
    }

    private void Enter(ModuleNode module)
    {
        if (!entered.Add(module) || FlowReader.Read(tree, module, enterModules: false) is not { } graph) return;
        foreach (var node in graph.Nodes())
        {
            switch (node.Kind)
            {
                case FlowKind.Linear or FlowKind.Convolution when node.Inputs[1] is { Kind: FlowKind.Weight, Parameter: { } weight }:
                    (IsInput(node.Inputs[0]) ? first : later).Add(weight);
                    break;
                case FlowKind.Call when node.Module is { Kind: ModuleKind.Custom } called && node.Inputs.Length > 0 && node.Inputs.All(IsInput):
                    Enter(called);
                    break;
            }
        }
    }

    private static bool IsInput(FlowNode node) => node.Kind switch
    {
        FlowKind.Input => true,
        FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Homogeneous or FlowKind.Pooling => IsInput(node.Inputs[0]),
        FlowKind.Add or FlowKind.Multiply or FlowKind.Divide => node.Inputs.All(input => input.Kind == FlowKind.Constant || IsInput(input)) && node.Inputs.Any(IsInput),
        FlowKind.Other when node is { IsFunction: true, Inputs.Length: 1 } => IsInput(node.Inputs[0]),
        _ => false,
    };
}
