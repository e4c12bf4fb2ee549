using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Conversion;

/// <summary>New values of a model's parameters, computed in float64 before any of them is put in its place.</summary>
internal sealed class Draft
{
    private readonly Dictionary<IntPtr, (Parameter Parameter, Tensor Value)> values = [];
    private readonly Dictionary<Linear, Tensor> biases = [], own = [];

    /// <summary>The value of a parameter so far. Parameters that share their elements have one.</summary>
    public Tensor this[Parameter parameter]
    {
        get => values.TryGetValue(ParameterIdentity.Of(parameter), out var known) ? known.Value : parameter.detach().clone().to(ScalarType.Float64); // a copy: values are put into their places one after the other
        set => values[ParameterIdentity.Of(parameter)] = (parameter, value);
    }

    /// <summary>Gives a layer a bias that it did not have.</summary>
    public void AddBias(Linear linear, Tensor value) => biases[linear] = value;

    /// <summary>Gives a layer whose weight is another's too one of its own.</summary>
    public void Untie(Linear linear, Tensor value) => own[linear] = value;

    /// <summary>Puts all values in their places. A parameter stays the object that it is, also where its shape changes, so that all who hold it see the new value.</summary>
    /// <returns>The layers that have a new bias.</returns>
    public IReadOnlyList<Linear> Apply()
    {
        foreach (var (parameter, value) in values.Values) Put(parameter, value);
        foreach (var (linear, value) in biases) linear.bias = new Parameter(Of(value, linear.weight), linear.weight.requires_grad);
        foreach (var (linear, value) in own) linear.weight = new Parameter(Of(value, linear.weight), linear.weight.requires_grad);
        return [.. biases.Keys];
    }

    /// <summary>Puts a value into a parameter.</summary>
    public static void Put(Parameter parameter, Tensor value)
    {
        if (parameter.shape.AsSpan().SequenceEqual(value.shape))
        {
            parameter.copy_(value);
            return;
        }

        parameter.grad = null;
        parameter.set_(Of(value, parameter));
    }

    private static Tensor Of(Tensor value, Tensor like) => value.to(like.dtype).to(like.device).contiguous();
}
