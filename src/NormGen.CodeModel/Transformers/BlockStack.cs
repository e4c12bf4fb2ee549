using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Transformers;

/// <summary>Blocks of one placement, one behind the other in a list or <c>Sequential</c>.</summary>
/// <param name="Name">Where the stack stands in the model.</param>
/// <param name="Placement">The placement of each block.</param>
/// <param name="Depth">How many blocks; null where that is decided at run time.</param>
internal sealed record BlockStack(string Name, NormPlacement Placement, long? Depth)
{
    /// <summary>The stacks of a model.</summary>
    public static IEnumerable<BlockStack> In(ModelGraph graph)
    {
        foreach (var module in graph.Root.SelfAndDescendants())
        {
            if (Of(graph, module) is { } stack) yield return stack;
        }
    }

    /// <summary>The stack that a module is; null where it is none.</summary>
    public static BlockStack? Of(ModelGraph graph, ModuleNode module)
    {
        if (module.Kind == ModuleKind.Composite)
        {
            var layers = module.Argument("num_layers").Whole ?? module.Argument("num_encoder_layers").Whole;
            return module.Type.Name is "TransformerEncoder" or "TransformerDecoder" or "Transformer" ? new(module.Path, NormPlacement.OnStream, layers) : null;
        }

        if (module.Kind is not (ModuleKind.List or ModuleKind.Sequential) || module.Children.Count == 0) return null;
        var placements = module.Children.Select(block => BlockPlacement.Of(graph, block)).Distinct().ToList();
        if (placements is not [not NormPlacement.Unknown and var placement]) return null;
        return new(module.Path.Length == 0 ? module.Type.Name : module.Path, placement, module.Children.Exists(block => block.IsAny) ? module.Children is [{ Count.Whole: { } count }] ? count : null : module.Children.Count);
    }
}
