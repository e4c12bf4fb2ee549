using LaboratorySample.Runs;
using static TorchSharp.torch;

namespace NormLabSample.Problems;

/// <summary>Images that are sums of four sinusoids of random direction, phase and strength, brought to [0, 1].</summary>
internal static class Sinusoids
{
    private const int Waves = 4;

    /// <summary>Draws images <c>[count, channels, side, side]</c>.</summary>
    /// <param name="randomness">The generator.</param>
    /// <param name="count">How many.</param>
    /// <param name="channels">Channels, each with waves of its own.</param>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="waves">The most waves on a side.</param>
    public static Tensor Draw(Randomness randomness, long count, long channels, long side, double waves)
    {
        using var scope = NewDisposeScope();
        var axis = arange(side, dtype: ScalarType.Float32) * (2 * Math.PI / side);
        long[] shape = [count, channels, Waves, 1, 1];
        var (horizontal, vertical) = (randomness.Uniform(-waves, waves, shape) * axis, randomness.Uniform(-waves, waves, shape) * axis.unsqueeze(-1));
        var sum = ((horizontal + vertical + randomness.Uniform(0, 2 * Math.PI, shape)).sin() * randomness.Uniform(0.3, 1, shape)).sum([2L]);
        var (least, most) = (sum.amin([1L, 2L, 3L], keepdim: true), sum.amax([1L, 2L, 3L], keepdim: true));
        return ((sum - least) / (most - least)).MoveToOuterDisposeScope();
    }
}
