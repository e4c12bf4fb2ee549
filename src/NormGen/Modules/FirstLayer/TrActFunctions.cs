using NormGen.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Layers whose weight has the gradient of TrAct, as nodes of the autograd graph: all else is as in the layer itself.</summary>
internal static class TrActFunctions
{
    private const int InputIsTrained = 1, FirstOfWindow = 2;

    /// <summary>A linear layer over rows <c>[.., features]</c>.</summary>
    /// <param name="x">The input.</param>
    /// <param name="weight">The weight <c>[out, features]</c>.</param>
    /// <param name="bias">The bias <c>[out]</c>, or null.</param>
    /// <param name="lambda">The damping.</param>
    /// <param name="output">What the layer made of the input already, or null.</param>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias, double lambda, Tensor? output = null)
    {
        Tensor Forward(ReadOnlySpan<Tensor> tensors) => nn.functional.linear(tensors[0], tensors[1], tensors.Length > 2 ? tensors[2] : null);
        return Apply(x, weight, bias, [lambda, x.requires_grad ? 1 : 0], output, Forward, LinearGradients);
    }

    /// <summary>A convolution over images <c>[batch, in, height, width]</c>.</summary>
    /// <inheritdoc cref="Linear"/>
    public static Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, ConvolutionWindow window, double lambda, Tensor? output = null)
    {
        Tensor Forward(ReadOnlySpan<Tensor> tensors) => window.Convolve(tensors[0], tensors[1], tensors.Length > 2 ? tensors[2] : null);
        return Apply(x, weight, bias, [lambda, x.requires_grad ? 1 : 0, .. window.ToNumbers()], output, Forward, ConvolutionGradients);
    }

    private static Tensor Apply(Tensor x, Tensor weight, Tensor? bias, double[] numbers, Tensor? output, Func<ReadOnlySpan<Tensor>, Tensor> forward, ComposedFormula gradients)
    {
        Tensor[] tensors = bias is null ? [x, weight] : [x, weight, bias];
        // The node outlives the call, and must not keep the output alive: it runs the gradients alone.
        var made = output;
        var result = OwnGradients.Apply("TrAct", tensors, numbers, (inputs, _) => [made is null ? forward(inputs) : made.detach()], gradients)[0];
        made = null;
        return result;
    }

    private static Tensor[] LinearGradients(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers)
    {
        var (x, weight, gradient) = (tensors[0], tensors[1], tensors[^1]);
        var (rows, incoming) = (x.reshape(-1, x.shape[^1]), gradient.reshape(-1, gradient.shape[^1]));
        var (dx, dw) = (numbers[InputIsTrained] != 0 ? gradient.matmul(weight) : null, TrActGradient.OfRows(rows, incoming, numbers[0]));
        return tensors.Length == 3 ? [dx!, dw] : [dx!, dw, incoming.sum([0L])];
    }

    private static Tensor[] ConvolutionGradients(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers)
    {
        var (x, weight, gradient, window) = (tensors[0], tensors[1], tensors[^1], ConvolutionWindow.FromNumbers(numbers[FirstOfWindow..]));
        var (dx, dw) = (numbers[InputIsTrained] != 0 ? window.InputGradient(gradient, weight, x) : null, TrActGradient.OfImages(x, gradient, weight, window, numbers[0]));
        return tensors.Length == 3 ? [dx!, dw] : [dx!, dw, gradient.sum([0L, 2L, 3L])];
    }
}
