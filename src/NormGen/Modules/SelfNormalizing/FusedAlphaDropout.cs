using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What modules of alpha dropout share: in training each call takes a seed; in evaluation, and with p = 0, nothing is dropped.</summary>
public abstract class AlphaDropoutBase : nn.Module<Tensor, Tensor>
{
    private protected AlphaDropoutBase(string name, double p, long seed)
        : base(name)
    {
        Kernels.RandomArguments.CheckSeed(seed);
        (Map, this.seed) = (AlphaDropoutMap.For(p), seed);
    }

    /// <summary>The probability that an element is dropped.</summary>
    public double p => Map.P;

    /// <summary>The seed of the next call in training: calls count it up. It is not saved; set it to repeat numbers.</summary>
    public long seed
    {
        get;
        set
        {
            Kernels.RandomArguments.CheckSeed(value);
            field = value;
        }
    }

    private protected AlphaDropoutMap Map { get; }

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        NormArguments.CheckType(input, null, GetName());
        Check(input);
        return training && p > 0 && input.numel() > 0 ? HalfInputs.Apply(input, x => Drop(x, seed++)) : Keep(input);
    }

    private protected virtual void Check(Tensor input)
    {
    }

    private protected abstract Tensor Drop(Tensor input, long seed);

    private protected virtual Tensor Keep(Tensor input) => input.alias();
}

/// <summary>
/// Alpha dropout by reproducible random numbers: in training <c>y = a · (x or, with probability p, SELU's lower limit) + b</c>, which keeps mean zero and variance one; in evaluation <c>y = x</c>.
/// </summary>
/// <remarks>
/// Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017, arXiv 1706.02515, which recommends p of 0.05 or 0.1. What is drawn follows from seed and place alone (<see cref="CounterRandom"/>): backward draws it again and nothing is saved. Its constants are SELU's: use it behind SELU.
/// </remarks>
/// <param name="p">The probability that an element is dropped, in [0, 1).</param>
/// <param name="seed">The seed of the first call in training, between -2^53 and 2^53 (exclusive). Give each module of a model another range of seeds: equal seeds drop the same places.</param>
public sealed class FusedAlphaDropout(double p = 0.5, long seed = 0) : AlphaDropoutBase(nameof(FusedAlphaDropout), p, seed)
{
    private protected override Tensor Drop(Tensor input, long seed) => SelfNormalizing.Drop(input, Map.P, Map.Dropped, Map.A, Map.B, seed);
}

/// <summary>Alpha dropout of whole channels: one random number for each channel of each sample of <c>[batch, channels, ...]</c>; see <see cref="FusedAlphaDropout"/>.</summary>
/// <param name="p">The probability that a channel is dropped, in [0, 1).</param>
/// <param name="seed">The seed of the first call in training, between -2^53 and 2^53 (exclusive).</param>
public sealed class FusedFeatureAlphaDropout(double p = 0.5, long seed = 0) : AlphaDropoutBase(nameof(FusedFeatureAlphaDropout), p, seed)
{
    private protected override void Check(Tensor input)
    {
        if (input.ndim < 3) throw new ArgumentException($"{nameof(FusedFeatureAlphaDropout)} drops channels of an input [batch, channels, ...] of 3 or more dimensions, but got [{string.Join(", ", input.shape)}].", nameof(input));
    }

    private protected override Tensor Drop(Tensor input, long seed)
    {
        using var scope = NewDisposeScope();
        using var places = empty([input.size(0), input.size(1)], input.dtype, input.device);
        var keep = CounterRandom.uniform_like(places, seed).ge(Map.P).to(input.dtype);
        return SelfNormalizing.DropChannels(input, keep, Map.Dropped, Map.A, Map.B).MoveToOuterDisposeScope();
    }
}

/// <summary>SELU and alpha dropout in one kernel, forward and backward: <c>FusedAlphaDropout(SELU(x))</c> in training, <c>SELU(x)</c> in evaluation; see <see cref="FusedAlphaDropout"/>.</summary>
/// <param name="p">The probability that an element is dropped, in [0, 1).</param>
/// <param name="seed">The seed of the first call in training, between -2^53 and 2^53 (exclusive).</param>
public sealed class FusedSELU(double p = 0, long seed = 0) : AlphaDropoutBase(nameof(FusedSELU), p, seed)
{
    private protected override Tensor Drop(Tensor input, long seed) => SelfNormalizing.SeluDropout(input, Map.P, Map.A, Map.B, seed);

    private protected override Tensor Keep(Tensor input) => HalfInputs.Apply(input, x => SelfNormalizing.Selu(x));
}
