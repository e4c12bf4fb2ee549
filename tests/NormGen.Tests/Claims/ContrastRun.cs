using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Claims;

/// <summary>
/// The small claim of TrAct: images 3x8x8 of ten classes, a smooth template each with correlated noise, whose contrast and brightness vary from image to image, channels standardized; a network 192-128-64-10, 1500 images, batches of 64, 150 steps of Adam.
/// </summary>
internal static class ContrastRun
{
    private const int Images = 1500, Batch = 64, Classes = 10, Side = 8;

    /// <summary>The loss on all images at the end.</summary>
    /// <param name="tract">Whether the first layer has the gradient of TrAct.</param>
    /// <param name="lr">Adam's rate.</param>
    /// <param name="seed">Draws images, weights and batches.</param>
    /// <param name="steps">The steps.</param>
    public static double Loss(bool tract, double lr, int seed, int steps = 150)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        var (images, labels) = Data();
        Linear first = Linear(3 * Side * Side, 128);
        using var model = Sequential(first, ReLU(), Linear(128, 64), ReLU(), Linear(64, Classes));
        if (tract) TrAct.Attach(first);
        using var optimizer = torch.optim.AdamW(model, lr, weight_decay: 0, fused: true);
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var batch = randperm(Images)[..Batch];
            optimizer.zero_grad();
            functional.cross_entropy(model.call(images[batch]), labels[batch]).backward();
            optimizer.step();
        }

        using var noGradients = no_grad();
        return functional.cross_entropy(model.call(images), labels).item<float>();
    }

    private static (Tensor Images, Tensor Labels) Data()
    {
        var labels = randint(Classes, Images);
        var noise = functional.avg_pool2d(randn(Images, 3, Side + 2, Side + 2), 3, 1) * 1.5;
        var images = functional.interpolate(randn(Classes, 3, 3, 3), [Side, Side], mode: InterpolationMode.Bilinear, align_corners: true)[labels] + noise;
        images = images * (randn(Images, 1, 1, 1) * 0.8).exp() + randn(Images, 1, 1, 1);
        var (mean, deviation) = (images.mean([0L, 2L, 3L], keepdim: true), images.flatten(2).transpose(0, 1).flatten(1).std(1).view(1, 3, 1, 1));
        return (((images - mean) / deviation).flatten(1), labels);
    }
}
