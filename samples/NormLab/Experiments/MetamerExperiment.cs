using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormGen.Modules;
using NormLabSample.Problems;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Foveated style transfer: distortion by the size of the regions and by eccentricity.</summary>
internal sealed class MetamerExperiment() : Experiment(
    "26-metamers", "A random encoder, a decoder of 150 steps, an image of 26 degrees whose pooling regions become noise of the same moments: the squared error against the decoded image, over all, by distance from the centre, and between two noises.",
    seeds: 2, new("degrees from the centre", "squared error"))
{
    private const int Side = 128, Grid = 64, Steps = 150;
    private const double Degrees = 26, Edge = 20;
    private static readonly double[] Scales = [0.25, 0.4, 0.5, 0.7, 1];
    private static readonly (string Name, double From, double To)[] Rings = [("within 1 degree", 0, 1), ("1 to 4", 1, 4), ("4 to 8", 4, 8), ("beyond 8", 8, 13)];

    public override IReadOnlyList<Method> Methods { get; } = [.. Scales.Select(scale => new Method(Named(scale), job => Run(job, scale)))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        .. ((double[][])[Scales, [0.25, 0.5, 1]]).Select(scales => Ordering.Below([.. scales.Select(scale => $"{Named(scale)}, error")])),
        new($"{Named(0.5)}: nothing changes within one degree", [$"{Named(0.5)}, {Rings[0].Name}"], means => means[0] < 1e-10),
        Ordering.BelowInEachSeed([.. Rings.Select(ring => $"{Named(0.5)}, {ring.Name}")]),
        new($"{Named(0.5)}: two noises differ", [$"{Named(0.5)}, between two noises"], means => means[0] > 1e-3),
    ];

    private static string Named(double scale) => FormattableString.Invariant($"scale {scale}");

    private static Outcome Run(Job job, double scale)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        using var encoder = randomness.DrawnByInputs(Sequential(Conv2d(3, 16, 3, padding: 1), ReLU(), MaxPool2d(2, 2)), 2);
        using var decoder = randomness.Drawn(Sequential(Upsample(scale_factor: [2, 2], mode: UpsampleMode.Nearest), Conv2d(16, 16, 3, padding: 1), ReLU(), Conv2d(16, 3, 3, padding: 1)));
        foreach (var parameter in encoder.parameters()) parameter.requires_grad_(false);
        using var optimizer = torch.optim.AdamW(decoder, 5e-3, weight_decay: 0, fused: true);
        IReadOnlyList<double> curve = [];
        var outcome = Training.Run(job, optimizer, job.StepsOr(Steps), _ =>
        {
            var images = Sinusoids.Draw(randomness, 2, 3, Side, 8);
            return functional.mse_loss(decoder.call(encoder.call(images)), images);
        }, () =>
        {
            var image = Sinusoids.Draw(randomness, 1, 3, Side, 8);
            var layout = new PoolingRegions(scale, eMax: Edge, size: Side, degrees: Degrees);
            using var regions = layout.On(Grid, blend: FoveaBlend.FoveaLast);
            var (content, alphas) = (encoder.call(image), tensor(layout.Alphas()).to(ScalarType.Float32));
            var reference = decoder.call(content);
            var (one, other) = (Rendered(), Rendered());
            var errors = (one - reference).square().mean([0L, 1L]);
            curve = [.. Enumerable.Range(0, (int)(Degrees / 2)).Select(degree => Between(degree, degree + 1))];
            return [("error", errors.mean().item<float>()), .. Rings.Select(ring => (ring.Name, Between(ring.From, ring.To))), ("between two noises", (one - other).square().mean().item<float>())];

            Tensor Rendered()
            {
                var noise = torch.nn.functional.coral(randomness.Normal([3, Side, Side]), image[0]).unsqueeze(0);
                return decoder.call(regions.Mix(content, encoder.call(noise), alphas));
            }

            double Between(double from, double to)
            {
                var axis = (arange(Side, dtype: ScalarType.Float32) + 0.5 - Side / 2.0) * (Degrees / Side);
                var eccentricity = (axis.square() + axis.square().unsqueeze(-1)).sqrt();
                return errors.masked_select(eccentricity.ge(from).logical_and(eccentricity.lt(to))).mean().item<float>();
            }
        });
        return outcome.WithoutSteps() with { Curve = curve };
    }
}
