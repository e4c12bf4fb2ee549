using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Flow;

/// <summary>NormGen's own functions: <c>Norms.RMSNorm</c>, <c>torch.nn.functional.rms_norm</c> and their like, <c>CounterRandom.dropout</c>.</summary>
internal static class NormGenFunctions
{
    /// <summary>The norm that a call is; null for any other function.</summary>
    /// <param name="method">The function.</param>
    /// <param name="arguments">Its arguments by ordinal.</param>
    public static FlowNode? Norm(IMethodSymbol method, FlowValue[] arguments)
    {
        if (arguments.Length == 0 || arguments[0] is not TensorValue { Node: var x }) return null;
        FlowNorm? norm = method.Name switch
        {
            "RMSNorm" or "RMSNormWithoutAffine" when IsIn(method.ContainingType, "NormGen.Modules.Norms") => FlowNorm.RootMeanSquare,
            "LayerNorm" or "LayerNormWithoutAffine" when IsIn(method.ContainingType, "NormGen.Modules.Norms") => FlowNorm.Layer,
            "rms_norm" when IsIn(method.ContainingType.ContainingType, "NormGen.TorchNormExtensions") => FlowNorm.RootMeanSquare,
            "fused_layer_norm" when IsIn(method.ContainingType.ContainingType, "NormGen.TorchNormExtensions") => FlowNorm.Layer,
            _ => null,
        };
        if (norm is null) return null;
        var axes = arguments.OfType<ManyValue>().Select(shape => shape.Items.Length).FirstOrDefault();
        return new(FlowKind.Norm, [x, .. arguments.Skip(1).SelectMany(value => value.Tensors)]) { Norm = norm.Value, NormAxes = Math.Max(axes, 1), Rank = x.Rank };
    }

    /// <summary>Dropout by seed and place; null for any other function.</summary>
    /// <param name="method">The function.</param>
    /// <param name="arguments">Its arguments by ordinal.</param>
    public static TensorValue? Dropout(IMethodSymbol method, FlowValue[] arguments)
        => method.Name == "dropout" && IsIn(method.ContainingType, NormGenNames.CounterRandom) && arguments[0] is TensorValue { Node: var x } ? new TensorValue(new(FlowKind.Homogeneous, x) { Rank = x.Rank, Function = "dropout" }) : null;

    private static bool IsIn(INamedTypeSymbol? type, string name) => type?.ToDisplayString() == name;
}
