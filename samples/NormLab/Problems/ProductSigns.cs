using LaboratorySample.Runs;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Problems;

/// <summary>Two classes of points of 16 normal numbers, by the sign of <c>x0 · x1 + x2 · x3 + x4</c>: 2000 to train with, 2000 held out.</summary>
internal sealed class ProductSigns
{
    /// <summary>Numbers of a point.</summary>
    public const int Features = 16;

    /// <summary>Classes.</summary>
    public const int Classes = 2;

    /// <summary>Points to train with.</summary>
    public const int Points = 2000;

    private const int BatchSize = 128;
    private readonly Randomness randomness;

    /// <summary>Draws points; batches are drawn by the same generator.</summary>
    public ProductSigns(Randomness randomness)
    {
        this.randomness = randomness;
        (Inputs, Labels) = Draw();
        (HeldInputs, HeldLabels) = Draw();
    }

    private Tensor Inputs { get; }

    private Tensor Labels { get; }

    private Tensor HeldInputs { get; }

    private Tensor HeldLabels { get; }

    /// <summary>The loss of a batch of 128.</summary>
    public Tensor BatchLoss(Module<Tensor, Tensor> model)
    {
        var batch = randomness.Some(BatchSize, Points);
        return functional.cross_entropy(model.call(Inputs[batch]), Labels[batch]);
    }

    /// <summary>The loss on all points of training.</summary>
    public Tensor Loss(Module<Tensor, Tensor> model) => functional.cross_entropy(model.call(Inputs), Labels);

    /// <summary>The loss on all points of training, and the accuracy on the others, in evaluation.</summary>
    public (double Loss, double Accuracy) Measure(Module<Tensor, Tensor> model)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        return (Loss(model).item<float>(), model.call(HeldInputs).argmax(1).eq(HeldLabels).to(ScalarType.Float32).mean().item<float>());
    }

    private (Tensor Points, Tensor Labels) Draw()
    {
        var x = randomness.Normal([Points, Features]);
        return (x, (x.select(1, 0) * x.select(1, 1) + x.select(1, 2) * x.select(1, 3) + x.select(1, 4)).gt(0).to(ScalarType.Int64));
    }
}
