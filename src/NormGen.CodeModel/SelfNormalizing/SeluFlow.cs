using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>Recognizes SELU, dropouts, other activations and norms in a data flow, as modules and as functions.</summary>
internal static class SeluFlow
{
    private static readonly HashSet<string> Activations = new(StringComparer.OrdinalIgnoreCase)
    {
        "relu", "relu6", "leaky_relu", "LeakyReLU", "prelu", "rrelu", "elu", "celu", "gelu", "silu", "mish", "tanh", "sigmoid", "softplus", "softsign", "hardtanh", "hardsigmoid", "hardswish", "logsigmoid", "log_sigmoid", "tanhshrink", "softshrink", "hardshrink",
    };

    /// <summary>Whether it is SELU.</summary>
    public static bool IsSelu(FlowNode node) => node.Function is "SELU" or "selu" or "FusedSELU";

    /// <summary>Whether it is ordinary dropout of elements or channels.</summary>
    public static bool IsDropout(FlowNode node) => node.Function is "Dropout" or "Dropout1d" or "Dropout2d" or "Dropout3d" or "dropout" or "dropout1d" or "dropout2d" or "dropout3d";

    /// <summary>Whether it is alpha dropout.</summary>
    public static bool IsAlphaDropout(FlowNode node) => node.Function is "AlphaDropout" or "FeatureAlphaDropout" or "FusedAlphaDropout" or "FusedFeatureAlphaDropout" or "alpha_dropout" or "feature_alpha_dropout";

    /// <summary>Whether it is an activation other than SELU.</summary>
    public static bool IsOtherActivation(FlowNode node) => node.Function is { } name && Activations.Contains(name);

    /// <summary>Whether it is a linear map or a convolution.</summary>
    public static bool IsMap(FlowNode node) => node.Kind is FlowKind.Linear or FlowKind.Convolution;

    /// <summary>What stands before a step, views and transpositions left out.</summary>
    public static FlowNode Before(FlowNode node)
    {
        do node = node.Inputs[0];
        while (node.Kind is FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange && node.Inputs.Length > 0);
        return node;
    }

    /// <summary>Where a step is written: the call of a function, or the member that holds the module.</summary>
    public static Location Place(FlowNode node, INamedTypeSymbol type)
    {
        if (node.Syntax is { } syntax) return syntax.GetLocation();
        for (var module = node.Module; module is not null; module = module.Parent)
        {
            if (module.Creations is [var made]) return CreationName.Place(made.Syntax);
            if (module.Member?.Locations.FirstOrDefault(location => location.IsInSource) is { } place) return place;
        }

        return type.Locations.FirstOrDefault(location => location.IsInSource) ?? Location.None;
    }
}
