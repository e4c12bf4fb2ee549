using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>A parameter that has a gradient, checked and counted for this step.</summary>
/// <param name="State">Its state.</param>
/// <param name="Options">The options of its group.</param>
/// <param name="Gradient">Its gradient.</param>
internal readonly record struct PendingUpdate(FusedOptimizerState State, FusedOptimizerOptions Options, Tensor Gradient)
{
    /// <summary>The rows of the gradient as a matrix <c>[size(0), rest]</c>.</summary>
    public long Rows => Gradient.size(0);

    /// <summary>The columns of the gradient as a matrix <c>[size(0), rest]</c>.</summary>
    public long Columns => Gradient.numel() / Rows;
}
