using LaboratorySample.Runs;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Problems;

/// <summary>Images 3x8x8 of ten classes: a random template each, shifted around by up to one pixel, of varying contrast, under noise.</summary>
internal sealed class NoisyTemplates
{
    /// <summary>Classes.</summary>
    public const int Classes = 10;

    private const int Training = 3000, Held = 2000, Side = 8;
    private readonly Randomness randomness;
    private readonly Tensor templates;

    /// <summary>Draws templates and images; batches are drawn by the same generator.</summary>
    public NoisyTemplates(Randomness randomness)
    {
        this.randomness = randomness;
        templates = randomness.Normal([Classes, 3, Side, Side]);
        (Images, Labels) = Draw(Training);
        (HeldImages, HeldLabels) = Draw(Held);
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
        var (labels, shifts) = (randomness.Whole(Classes, count), randomness.Whole(9, count));
        // All nine shifts of all templates, then the one of each image.
        var shifted = stack([.. Enumerable.Range(0, 9).Select(shift => templates.roll([shift / 3 - 1, shift % 3 - 1], [2, 3]))], 1);
        var images = shifted[labels, shifts] * (randomness.Normal([count, 1, 1, 1]) * 0.5).exp() + randomness.Normal([count, 3, Side, Side]) * 2.5;
        return (images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }
}
