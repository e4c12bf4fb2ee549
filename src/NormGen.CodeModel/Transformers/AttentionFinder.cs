using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Transformers;

/// <summary>Tells attention from its data flow: a call of <c>scaled_dot_product_attention</c>, a module of TorchSharp that attends, or <c>softmax(q·kᵀ)·v</c> written out.</summary>
/// <param name="graph">The model.</param>
internal sealed class AttentionFinder(ModelGraph graph)
{
    private readonly Dictionary<ModuleNode, bool> attends = [];

    /// <summary>Whether a step attends, itself or somewhere in the module that it calls.</summary>
    public bool Attends(FlowNode node) => node switch
    {
        { Kind: FlowKind.Attention } => true,
        { Kind: FlowKind.Call, Module: { } module } => Attends(module),
        { Kind: FlowKind.Other, Module: { Kind: ModuleKind.Composite } module } => module.Type.Name is "MultiheadAttention" or "TransformerEncoderLayer" or "TransformerDecoderLayer" or "TransformerEncoder" or "TransformerDecoder" or "Transformer",
        { Kind: FlowKind.MatrixProduct } => node.Inputs.Any(IsWeighting),
        _ => false,
    };

    private bool Attends(ModuleNode module)
    {
        if (attends.TryGetValue(module, out var known)) return known;
        attends[module] = false;
        return attends[module] = module.Kind is ModuleKind.Custom or ModuleKind.Placement && graph.FlowOf(module)?.Nodes().Any(Attends) == true;
    }

    /// <summary>Whether a factor of a product is the softmax of scores, which are products themselves.</summary>
    private static bool IsWeighting(FlowNode factor)
    {
        while (factor is { Kind: FlowKind.Same or FlowKind.Homogeneous or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange }) factor = factor.Inputs[0];
        return factor.IsSoftmax && FlowReach.Sources(factor.Inputs[0]).Any(source => source.Kind == FlowKind.MatrixProduct);
    }
}
