using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds norms over one element: a number less its own mean is zero.</summary>
public static class SingleElementReader
{
    /// <summary>Reads a class: layer norms over one feature, instance norms behind a pooling to one position. Sizes that only the run tells are silent.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        foreach (var norm in graph.Flow?.Nodes() ?? [])
        {
            var reason = norm switch
            {
                { Kind: FlowKind.Norm, Norm: FlowNorm.Layer, NormAxes: 1, Size.Whole: 1 } => "one feature",
                { Kind: FlowKind.Norm, Norm: FlowNorm.Instance } when IsOfOnePosition(norm.Inputs[0]) => "one position",
                _ => null,
            };
            if (reason is not null && FlowPlaces.Made(norm) is { } place) yield return new(place, norm.Module?.Type.Name ?? norm.Function!, reason);
        }
    }

    private static bool IsOfOnePosition(FlowNode input)
    {
        while (input.Kind is FlowKind.Same or FlowKind.Homogeneous || input.Kind == FlowKind.Convolution && input.Module?.Argument("kernel_size").Whole == 1) input = input.Inputs[0];
        return input is { Kind: FlowKind.Pooling, Module: { } pooling } && pooling.Type.Name.StartsWith("Adaptive", StringComparison.Ordinal) && (pooling.Argument("output_size").Whole == 1 || pooling.Argument("output_size").Text is "(1, 1)" or "(1, 1, 1)");
    }
}
