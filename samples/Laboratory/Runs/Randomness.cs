using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LaboratorySample.Runs;

/// <summary>All random numbers of a run, from a generator of its own: runs on other threads draw none of them.</summary>
/// <param name="seed">The seed.</param>
public sealed class Randomness(long seed) : IDisposable
{
    private readonly Generator generator = new((ulong)seed);

    /// <summary>Normal numbers.</summary>
    public Tensor Normal(long[] shape, ScalarType type = ScalarType.Float32) => randn(shape, type, generator: generator);

    /// <summary>Uniform numbers of a range.</summary>
    public Tensor Uniform(double low, double high, long[] shape, ScalarType type = ScalarType.Float32) => rand(shape, type, generator: generator) * (high - low) + low;

    /// <summary>Whole numbers below a limit.</summary>
    public Tensor Whole(long limit, long count) => randint(0, limit, [count], ScalarType.Int64, generator: generator);

    /// <summary>Some of so many indices, each at most once.</summary>
    public Tensor Some(long count, long of) => randperm(of, ScalarType.Int64, generator: generator)[..(int)count];

    /// <summary>A model with its linear layers and convolutions drawn as PyTorch draws them: uniform within one over the root of the inputs.</summary>
    public T Drawn<T>(T model)
        where T : nn.Module
    {
        using var noGradients = no_grad();
        foreach (var (weight, bias) in Layers(model))
        {
            var bound = 1 / Math.Sqrt(weight.numel() / weight.size(0));
            weight.uniform_(-bound, bound, generator);
            bias?.uniform_(-bound, bound, generator);
        }

        return model;
    }

    /// <summary>A model with its linear layers and convolutions drawn from normal distributions of so much variance over the number of inputs (1 is LeCun's, 2 is He's), biases zero.</summary>
    public T DrawnByInputs<T>(T model, double variance)
        where T : nn.Module
    {
        using var noGradients = no_grad();
        foreach (var (weight, bias) in Layers(model))
        {
            weight.normal_(0, Math.Sqrt(variance * weight.size(0) / weight.numel()), generator);
            bias?.zero_();
        }

        return model;
    }

    /// <summary>A model with all its matrices drawn from a normal distribution.</summary>
    public T Drawn<T>(T model, double deviation)
        where T : nn.Module
    {
        using var noGradients = no_grad();
        foreach (var parameter in model.parameters().Where(parameter => parameter.ndim > 1)) parameter.normal_(0, deviation, generator);
        return model;
    }

    /// <inheritdoc/>
    public void Dispose() => generator.Dispose();

    private static IEnumerable<(Tensor Weight, Tensor? Bias)> Layers(nn.Module model)
    {
        foreach (var layer in model.modules().Prepend(model).Distinct())
        {
            if (layer is Linear linear) yield return (linear.weight!, linear.bias);
            if (layer is Conv2d convolution) yield return (convolution.weight, convolution.bias);
        }
    }
}
