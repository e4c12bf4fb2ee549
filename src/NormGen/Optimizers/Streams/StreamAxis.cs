using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Where the features of a residual stream stand in a parameter that writes it.</summary>
internal enum StreamAxis
{
    /// <summary>Nowhere: it writes no stream.</summary>
    None,

    /// <summary>In its last dimension, as of embeddings and biases: the mean of each row is taken off.</summary>
    Rows,

    /// <summary>In its first, as of the outputs of a layer: the mean of each column is taken off.</summary>
    Outputs,
}

/// <summary>Parameters, gradients and moments as the matrices that recentred updates take.</summary>
internal static class StreamAxes
{
    /// <summary>A tensor of a parameter's shape as <c>[rows, features]</c> or <c>[outputs, rest]</c>: its own memory where it lies together, as all but gradients do.</summary>
    public static Tensor Matrix(this StreamAxis axis, Tensor tensor) => axis == StreamAxis.Rows ? tensor.reshape(-1, tensor.size(-1)) : tensor.reshape(tensor.size(0), -1);
}
