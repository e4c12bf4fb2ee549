using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>A parameter that writes a residual stream of mean zero.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="IsTable">Whether the stream's features are its last dimension, as of embeddings and biases; else they are the first, the outputs of a layer.</param>
public sealed record RecentredParameter(string Name, Parameter Parameter, bool IsTable)
{
    /// <summary>Where the stream's features stand.</summary>
    internal StreamAxis Axis => IsTable ? StreamAxis.Rows : StreamAxis.Outputs;

    /// <summary>Takes the mean over the features off a tensor of the parameter's shape, in place.</summary>
    internal void Recentre(Tensor tensor)
    {
        using var noGradients = no_grad();
        if (!tensor.is_contiguous())
        {
            using var copy = tensor.contiguous();
            Recentre(copy);
            tensor.copy_(copy);
            return;
        }

        using var rows = Axis.Matrix(tensor);
        if (IsTable) RecentringUpdates.Rows(rows);
        else RecentringUpdates.Outputs(rows);
    }
}
