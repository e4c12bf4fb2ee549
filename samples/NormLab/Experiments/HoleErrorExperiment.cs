using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormLabSample.Models;
using NormLabSample.Problems;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Region norm: filling holes of images.</summary>
internal sealed class HoleErrorExperiment() : Experiment("24-hole-error", "Images of sinusoids with a hole, four convolutions, Adam at 3e-3, 300 steps of 16: the mean error inside the hole.", seeds: 2)
{
    private const int Side = 16, Batch = 16, Steps = 300;

    public override IReadOnlyList<Method> Methods { get; } = [.. Enum.GetValues<InpaintingNorm>().Select(norm => new Method($"{norm}", job => Run(job, norm)))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
        [.. ((InpaintingNorm[])[InpaintingNorm.Batch, InpaintingNorm.Instance, InpaintingNorm.None]).Select(other => Ordering.Below($"{InpaintingNorm.RegionB}", $"{other}"))];

    private static Outcome Run(Job job, InpaintingNorm norm)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var random = new Random(job.Seed);
        var (held, holes) = (Images(256), Holes(256));
        using var model = randomness.Drawn(new InpaintingNet(norm));
        using var optimizer = torch.optim.AdamW(model, 3e-3, weight_decay: 0, fused: true);
        return Training.Run(job, optimizer, job.StepsOr(Steps), _ =>
        {
            var images = Images(Batch);
            return functional.l1_loss(model.call(images, Holes(Batch)), images);
        }, () =>
        {
            model.eval();
            return [("", (((model.call(held, holes) - held).abs() * holes).sum() / holes.sum()).item<float>())];
        }).WithoutSteps();

        Tensor Images(long count) => Sinusoids.Draw(randomness, count, 1, Side, 2);

        Tensor Holes(int count)
        {
            var masks = zeros(count, 1, Side, Side);
            foreach (var mask in masks.unbind())
            {
                var (height, width) = (random.Next(3, 11), random.Next(3, 11));
                mask.narrow(1, random.Next(Side - height + 1), height).narrow(2, random.Next(Side - width + 1), width).fill_(1);
            }

            return masks;
        }
    }
}
