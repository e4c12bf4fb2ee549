using LaboratorySample.Runs;
using NormGen;
using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OptimizerLabSample.Problems;

/// <summary>Images 3x8x8 of ten classes, a smooth template each with correlated noise, whose contrast and brightness vary from image to image, channels standardized; a network 192-128-64-10, 1500 images, batches of 64, Adam.</summary>
internal static class ContrastRun
{
    private const int Images = 1500, Batch = 64, Classes = 10, Side = 8, Steps = 150;

    /// <summary>One run; measured is the loss on all images at the end.</summary>
    /// <param name="job">Which.</param>
    /// <param name="tract">Whether the first layer has the gradient of TrAct.</param>
    /// <param name="lr">Adam's rate.</param>
    public static Outcome Run(Job job, bool tract, double lr)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var (images, labels) = Data(randomness);
        Linear first = Linear(3 * Side * Side, 128);
        using var model = randomness.Drawn(Sequential(first, ReLU(), Linear(128, 64), ReLU(), Linear(64, Classes)));
        if (tract) TrAct.Attach(first);
        using var optimizer = torch.optim.AdamW(model, lr, weight_decay: 0, fused: true);
        return Training.Run(job, optimizer, job.StepsOr(Steps), _ =>
        {
            var batch = randomness.Some(Batch, Images);
            return functional.cross_entropy(model.call(images[batch]), labels[batch]);
        }, () => [("", functional.cross_entropy(model.call(images), labels).item<float>())]);
    }

    private static (Tensor Images, Tensor Labels) Data(Randomness randomness)
    {
        var labels = randomness.Whole(Classes, Images);
        var noise = functional.avg_pool2d(randomness.Normal([Images, 3, Side + 2, Side + 2]), 3, 1) * 1.5;
        var images = functional.interpolate(randomness.Normal([Classes, 3, 3, 3]), [Side, Side], mode: InterpolationMode.Bilinear, align_corners: true)[labels] + noise;
        images = images * (randomness.Normal([Images, 1, 1, 1]) * 0.8).exp() + randomness.Normal([Images, 1, 1, 1]);
        var (mean, deviation) = (images.mean([0L, 2L, 3L], keepdim: true), images.flatten(2).transpose(0, 1).flatten(1).std(1).view(1, 3, 1, 1));
        return (((images - mean) / deviation).flatten(1), labels);
    }
}
