using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerLabSample.Runs;

/// <summary>All random numbers of a run, from a generator of its own: runs on other threads draw none of them.</summary>
/// <param name="seed">The seed.</param>
internal sealed class Randomness(long seed) : IDisposable
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

    /// <summary>A model with its linear layers drawn as PyTorch draws them: uniform within one over the root of the inputs.</summary>
    public T Drawn<T>(T model)
        where T : nn.Module
    {
        using var noGradients = no_grad();
        foreach (var layer in model.modules().OfType<Linear>())
        {
            var bound = 1 / Math.Sqrt(layer.weight!.size(1));
            layer.weight.uniform_(-bound, bound, generator);
            layer.bias?.uniform_(-bound, bound, generator);
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
}
