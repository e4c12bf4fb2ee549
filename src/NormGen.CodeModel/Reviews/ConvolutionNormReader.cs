using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds norms over the last axis that are made for the channels of a convolution of images, whose last axis is the width.</summary>
public static class ConvolutionNormReader
{
    /// <summary>Reads a class. A norm of another size than the channels is silent: it may be meant for the width, as over the frequencies of a spectrogram.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        foreach (var norm in graph.Flow?.Nodes() ?? [])
        {
            if (norm is not { Kind: FlowKind.Norm, Norm: FlowNorm.Layer or FlowNorm.RootMeanSquare, NormAxes: 1 }) continue;
            var input = norm.Inputs[0];
            while (input is { Kind: FlowKind.Same or FlowKind.Homogeneous or FlowKind.Pooling } or { Kind: FlowKind.Other, IsFunction: true, IsSoftmax: false, Inputs.Length: 1, Function: "gelu" or "silu" or "GELU" or "SiLU" or "Mish" or "mish" or "ELU" or "elu" or "tanh" or "Tanh" }) input = input.Inputs[0];
            if (input is { Kind: FlowKind.Convolution, Spatial: >= 2 } && norm.Size.IsSameAs(input.Size) && FlowPlaces.Made(norm) is { } place) yield return new(place, norm.Module?.Type.Name ?? norm.Function!, FlowPlaces.Name(input));
        }
    }
}
