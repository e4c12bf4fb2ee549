using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// TrAct for layers that exist: from then on the weight of a first layer has the gradient <c>Gᵀ · x · (xᵀ · x / rows + lambda)⁻¹</c>, as if its outputs were trained directly. <see cref="TrActAttribute"/> calls it.
/// </summary>
/// <remarks>
/// Petersen, Borgelt and Ermon, TrAct: Making First-layer Pre-Activations Trainable, 2024, arXiv 2410.23970. Outputs, evaluation, bias and the input's gradient stay as they are, to the bit; nothing is kept between steps.
/// Rows are all leading dimensions together, of a convolution the positions of all samples. The solve has the size of the features or, where there are fewer of them, of the rows.
/// It is a hook: it fires in <c>call()</c>, not in <c>forward()</c>. Of two on one layer the later one counts.
/// </remarks>
public static class TrAct
{
    /// <summary>Attaches TrAct to a linear layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="lambda">The damping, above zero. The default suits inputs standardized to mean 0 and deviation 1.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lambda"/> is not a finite number above zero.</exception>
    public static Linear Attach(Linear layer, double lambda = 0.1)
    {
        ArgumentNullException.ThrowIfNull(layer);
        NormArguments.CheckPositive(lambda, nameof(lambda));
        layer.register_forward_hook((_, x, output) => IsTrained(layer.weight) ? Replaced(output, TrActFunctions.Linear(x, layer.weight!, layer.bias, lambda, output)) : output);
        return layer;
    }

    /// <summary>Attaches TrAct to a convolution: any stride, padding with zeros and dilation, one group.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="lambda">The damping, above zero. The default suits inputs standardized to mean 0 and deviation 1.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="ArgumentException">The layer has groups or pads otherwise than with zeros, or <paramref name="lambda"/> is not a finite number above zero.</exception>
    public static Conv2d Attach(Conv2d layer, double lambda = 0.1)
    {
        var window = ConvolutionWindow.Of(layer);
        NormArguments.CheckPositive(lambda, nameof(lambda));
        layer.register_forward_hook((_, x, output) => IsTrained(layer.weight) ? Replaced(output, Batched(x, output, window, layer, lambda)) : output);
        return layer;
    }

    private static Tensor Batched(Tensor x, Tensor output, ConvolutionWindow window, Conv2d layer, double lambda)
    {
        if (x.ndim == 4) return TrActFunctions.Convolution(x, layer.weight!, layer.bias, window, lambda, output);
        using Tensor images = x.unsqueeze(0), made = output.unsqueeze(0);
        using var result = TrActFunctions.Convolution(images, layer.weight!, layer.bias, window, lambda, made);
        return result.squeeze(0);
    }

    private static bool IsTrained(Tensor? weight) => is_grad_enabled() && weight is { requires_grad: true };

    private static Tensor Replaced(Tensor old, Tensor replacement)
    {
        old.Dispose();
        return replacement;
    }
}
