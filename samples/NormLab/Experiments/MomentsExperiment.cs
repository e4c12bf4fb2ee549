using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Self-normalizing nets: the variance of activations by depth, and under dropout.</summary>
internal sealed class MomentsExperiment() : Experiment(
    "19-moments", "32 SELU layers of width 256 on 1000 inputs before training: the variance of the activations by layer; and of one SELU layer's under dropout.", seeds: 2, new("layer", "variance of the activations, power of ten"))
{
    private const string LeCun = "LeCun", Default = "PyTorch, a third", He = "He", Shifted = "LeCun, inputs of mean 0.2 and variance 1.5";
    private const int Depth = 32;
    private static readonly int[] Shown = [1, 8, 32];
    private static readonly double[] Rates = [0.05, 0.1, 0.2];

    public override IReadOnlyList<Method> Methods { get; } =
    [
        new(LeCun, job => Run(job, (randomness, layer) => randomness.DrawnByInputs(layer, 1))),
        new(Default, job => Run(job, (randomness, layer) => randomness.DrawnByInputs(layer, 1.0 / 3))),
        new(He, job => Run(job, (randomness, layer) => randomness.DrawnByInputs(layer, 2))),
        new(Shifted, job => Run(job, (randomness, layer) => randomness.DrawnByInputs(layer, 1), mean: 0.2, variance: 1.5)),
        .. from rate in Rates from isAlpha in (bool[])[true, false] select new Method(Dropped(isAlpha, rate), job => Drop(job, isAlpha, rate)),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        new("LeCun's variance stays within 0.8 and 1.25", [.. Shown.Select(layer => $"{LeCun}, layer {layer}")], means => means.All(variance => variance is > 0.8 and < 1.25)),
        new("PyTorch's falls below 1e-4, He's rises above 50", [$"{Default}, layer {Depth}", $"{He}, layer {Depth}"], means => means[0] < 1e-4 && means[1] > 50),
        new("inputs that are off return: within 0.8 and 1.25 by layer 8", [$"{Shifted}, layer 8"], means => means[0] is > 0.8 and < 1.25),
        .. Rates.Select(rate => new Ordering($"{Dropped(true, rate)} keeps the variance within 2 %", [Dropped(true, rate)], means => Math.Abs(means[0] - 1) < 0.02)),
        Ordering.Below([Dropped(true, 0.2), .. Rates.Select(rate => Dropped(false, rate))]),
    ];

    private static string Dropped(bool isAlpha, double rate) => FormattableString.Invariant($"{(isAlpha ? "alpha" : "plain")} dropout of {rate}");

    private static Outcome Run(Job job, Action<Randomness, Module> draw, double mean = 0, double variance = 1)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var (x, variances) = (randomness.Normal([1000, 256]) * Math.Sqrt(variance) + mean, new List<double>(Depth));
        for (var i = 0; i < Depth; i++)
        {
            job.Stop.ThrowIfCancellationRequested();
            var layer = Linear(256, 256);
            draw(randomness, layer);
            x = SelfNormalizing.Selu(layer.call(x));
            variances.Add(x.var(unbiased: false).item<float>());
        }

        return Outcome.Measured([.. Shown.Select(layer => ($"layer {layer}", variances[layer - 1]))], [.. variances.Select(Math.Log10)]);
    }

    private static Outcome Drop(Job job, bool isAlpha, double rate)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var activations = SelfNormalizing.Selu(randomness.Normal([1000, 1000]));
        var dropped = isAlpha ? torch.nn.FusedAlphaDropout(rate, job.Seed).call(activations) : activations * randomness.Uniform(0, 1, activations.shape).ge(rate) / (1 - rate);
        return Outcome.Counted(dropped.var(unbiased: false).item<float>());
    }
}
