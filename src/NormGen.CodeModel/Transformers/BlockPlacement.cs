using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Transformers;

/// <summary>Tells where a block has its norms, from the flow of its <c>forward</c>.</summary>
internal static class BlockPlacement
{
    /// <summary>The placement of a module; unknown unless all its residual branches agree.</summary>
    public static NormPlacement Of(ModelGraph graph, ModuleNode module)
    {
        // libtorch's encoder and decoder layers have no option for it: all are Post-LN.
        if (module.Kind == ModuleKind.Composite) return module.Type.Name is "TransformerEncoderLayer" or "TransformerDecoderLayer" or "TransformerEncoder" or "TransformerDecoder" or "Transformer" ? NormPlacement.OnStream : NormPlacement.Unknown;
        if (module.Kind is not (ModuleKind.Custom or ModuleKind.Placement)) return NormPlacement.Unknown;
        var branches = BranchNorms.Of(graph, module);
        if (branches.Count == 0) return NormPlacement.Unknown;
        if (branches.All(branch => branch is { HasBefore: true, IsOnStream: false, HasAfter: false })) return NormPlacement.Before;
        if (branches.All(branch => branch is { HasBefore: true, IsOnStream: false, HasAfter: true })) return NormPlacement.Around;
        return branches.All(branch => branch is { HasBefore: false, IsOnStream: true }) ? NormPlacement.OnStream : NormPlacement.Unknown;
    }
}
