using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormLabSample.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Pre-RMSNorm and Pre-CRMSNorm: the same function, and the same training.</summary>
internal sealed class ConversionExperiment() : Experiment(
    "17-crmsnorm", "A Pre-LN vision transformer in float64 and its converted forms: the largest difference of outputs, and of parameters after four steps of SGD and after three of Adam.", seeds: 2)
{
    private static readonly StreamForm[] Converted = [StreamForm.RMSNorm, StreamForm.CRMSNorm];

    public override IReadOnlyList<Method> Methods { get; } = [.. Converted.Select(form => new Method($"{form}", job => Run(job, form)))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        .. Converted.Select(form => new Ordering($"{form} gives the same outputs: below 1e-10", [$"{form}, outputs"], means => means[0] < 1e-10)),
        .. Converted.Select(form => new Ordering($"{form} learns the same: below 1e-8", [$"{form}, after SGD", $"{form}, after Adam"], means => means.All(value => value < 1e-8))),
    ];

    private static Outcome Run(Job job, StreamForm form)
    {
        job.Stop.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var (images, labels) = (randomness.Normal([8, RecentredTransformer.Patches, RecentredTransformer.PatchSize], ScalarType.Float64), randomness.Whole(RecentredTransformer.Classes, 8));
        using var original = Drawn(StreamForm.LayerNorm);
        using var converted = Drawn(form);
        using (no_grad())
        {
            return Outcome.Measured(
            [
                ("outputs", (original.call(images) - converted.call(images)).abs().max().item<double>()),
                ("after SGD", Apart(4, model => torch.optim.SGD(model.parameters(), 0.05, momentum: 0.9))),
                ("after Adam", Apart(3, model => torch.optim.Adam(model.parameters(), 0.01))),
            ]);
        }

        RecentredTransformer Drawn(StreamForm which)
        {
            using var weights = new Randomness(job.Seed + 100);
            return new(which, weights);
        }

        double Apart(int steps, Func<RecentredTransformer, OptimizerHelper> create)
        {
            using var inner = NewDisposeScope();
            var (one, other) = (Trained(Drawn(StreamForm.LayerNorm)), Trained(Drawn(form)));
            return one.Zip(other).Max(pair => (pair.First - pair.Second).abs().max().item<double>());

            List<Tensor> Trained(RecentredTransformer model)
            {
                using var gradients = enable_grad();
                using var optimizer = create(model);
                for (var step = 0; step < steps; step++)
                {
                    optimizer.zero_grad();
                    functional.cross_entropy(model.call(images), labels).backward();
                    optimizer.step();
                }

                return [.. model.parameters().Select(parameter => parameter.detach())];
            }
        }
    }
}
