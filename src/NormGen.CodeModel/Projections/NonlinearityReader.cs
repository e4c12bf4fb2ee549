using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Projections;

/// <summary>Finds the nonlinearities of a model that take anything but what a norm puts out.</summary>
/// <remarks>Views, transpositions, dropout and a gain or offset written out may stand between the two. Softmax and gates of recurrent modules do not count: they are no activations between layers.</remarks>
public static class NonlinearityReader
{
    private static readonly HashSet<string> Activations = new(StringComparer.OrdinalIgnoreCase)
    {
        "relu", "relu6", "leaky_relu", "LeakyReLU", "prelu", "rrelu", "elu", "celu", "selu", "gelu", "silu", "mish", "tanh", "sigmoid", "softplus", "softsign", "hardtanh", "hardsigmoid", "hardswish", "logsigmoid", "log_sigmoid", "tanhshrink", "softshrink", "hardshrink", "threshold",
    };

    /// <summary>Reads a class.</summary>
    /// <param name="model">The class.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    public static IEnumerable<BareNonlinearity> Read(INamedTypeSymbol model, Compilation compilation, CancellationToken token)
    {
        var tree = ModuleTree.Read(model, compilation, token);
        if (model.IsAbstract || FlowReader.Read(tree, tree.Root, enterModules: true) is not { } graph) yield break;
        var reported = new HashSet<Location>();
        foreach (var node in graph.Nodes())
        {
            if (node.Function is not { } name || !Activations.Contains(name) || node.Inputs.Length == 0 || IsNormalized(node.Inputs[0])) continue;
            var place = node.Syntax?.GetLocation() ?? Holder(node.Module) ?? model.Locations.FirstOrDefault(location => location.IsInSource) ?? Location.None;
            if (reported.Add(place)) yield return new(place, name);
        }
    }

    private static Location? Holder(ModuleNode? module)
    {
        for (; module is not null; module = module.Parent)
        {
            if (module.Member?.Locations.FirstOrDefault(location => location.IsInSource) is { } place) return place;
        }

        return null;
    }

    private static bool IsNormalized(FlowNode node) => node.Kind switch
    {
        FlowKind.Norm => true,
        FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange => IsNormalized(node.Inputs[0]),
        FlowKind.Homogeneous when node.Function is null or "dropout" or "Dropout" => IsNormalized(node.Inputs[0]),
        FlowKind.Choice => node.Inputs.All(IsNormalized),
        FlowKind.Add or FlowKind.Multiply => node.Inputs.Where(input => input.Kind is not (FlowKind.Weight or FlowKind.Constant)).ToList() is [var moving] && IsNormalized(moving),
        _ => false,
    };
}
