using NormGen.CodeModel.FirstLayers;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Roles;

/// <summary>Finds the linear maps and convolutions that see the model's input itself: from the arguments of <c>forward</c> through all that is not trained.</summary>
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
                    (FirstLayerProof.IsUntouched(node.Inputs[0]) ? first : later).Add(weight);
                    break;
                case FlowKind.Call when node.Module is { Kind: ModuleKind.Custom } called && node.Inputs.Length > 0 && node.Inputs.All(FirstLayerProof.IsUntouched):
                    Enter(called);
                    break;
            }
        }
    }
}
