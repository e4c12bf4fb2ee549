using LaboratorySample.Runs;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Problems;

/// <summary>Images 3x8x8 of ten classes: a random template each, shifted by none or one pixel down and across (what leaves at one side enters at the other), of varying contrast, under noise twice as strong; over their deviation.</summary>
internal sealed class NoisyTemplates
{
    /// <summary>Classes.</summary>
    public const int Classes = 10;

    private const int Training = 3000, Held = 2000, Side = 8, Shifts = 4;
    private const double Template = 1.25, Contrast = 0.5, Noise = 2.5;
    private readonly Randomness randomness;
    private readonly Tensor templates;

    /// <summary>Draws templates and images; batches are drawn by the same generator.</summary>
    public NoisyTemplates(Randomness randomness)
    {
        this.randomness = randomness;
        templates = randomness.Normal([Classes, 3, Side, Side]) * Template;
        (Images, Labels) = Draw(Training);
        (HeldImages, HeldLabels) = Draw(Held);
        var deviation = Images.std();
        (Images, HeldImages) = (Images / deviation, HeldImages / deviation);
    }

    private Tensor Images { get; }

    private Tensor Labels { get; }

    private Tensor HeldImages { get; }

    private Tensor HeldLabels { get; }

    /// <summary>The loss of a batch.</summary>
    public Tensor BatchLoss(Module<Tensor, Tensor> model, int size)
    {
        var batch = randomness.Whole(Training, size);
        return functional.cross_entropy(model.call(Images[batch]), Labels[batch]);
    }

    /// <summary>The accuracy on images that were not trained with, in evaluation.</summary>
    public double Accuracy(Module<Tensor, Tensor> model)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        return model.call(HeldImages).argmax(1).eq(HeldLabels).to(ScalarType.Float32).mean().item<float>();
    }

    private (Tensor Images, Tensor Labels) Draw(int count)
    {
        using var scope = NewDisposeScope();
        var (labels, shifts) = (randomness.Whole(Classes, count), randomness.Whole(Shifts, count));
        // All shifts of all templates, then the one of each image.
        var shifted = stack([.. Enumerable.Range(0, Shifts).Select(shift => templates.roll([shift / 2, shift % 2], [2, 3]))], 1);
        var images = shifted[labels, shifts] * (randomness.Normal([count, 1, 1, 1]) * Contrast).exp() + randomness.Normal([count, 3, Side, Side]) * Noise;
        return (images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }
}
