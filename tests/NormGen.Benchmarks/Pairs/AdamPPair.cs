using NormGen.Optimizers;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of AdamP, whose invariance is known, against the same operations in place: the product with the weight and the step are the temporaries that it needs.</summary>
public sealed class AdamPPair : ComposedPair
{
    private const double Rate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Decay = 0.01, Ratio = 0.1, Eps = 1e-8;
    private readonly Tensor[] means, squares;
    private readonly bool byRow;

    /// <summary>Makes the pair.</summary>
    /// <param name="byRow">Whether each row is projected, else the whole.</param>
    public AdamPPair(bool byRow)
    {
        this.byRow = byRow;
        Prepare(UpdateSize.Large, parameters => torch.optim.AdamP([new AdamP.ParamGroup(parameters, scale_group: byRow ? ScaleGroup.Row : ScaleGroup.Layer)], Rate, Beta1, Beta2, Eps, Decay, wd_ratio: Ratio));
        (means, squares) = (Zeros(), Zeros());
    }

    /// <inheritdoc/>
    protected override double Streams => byRow ? 7 : 10;

    /// <inheritdoc/>
    protected override void Update(int i, Tensor parameter, Tensor gradient)
    {
        var rate = Rate / (1 - Math.Pow(Beta1, Step));
        means[i].lerp_(gradient, 1 - Beta1);
        squares[i].mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var root = squares[i].sqrt().div_(Math.Sqrt(1 - Math.Pow(Beta2, Step))).add_(Eps);
        var step = means[i] / root;
        var product = parameter * step;
        var (dot, norm) = byRow ? (product.sum(-1, keepdim: true), linalg.vector_norm(parameter, 2, [1], keepdim: true)) : (product.sum(), linalg.vector_norm(parameter));
        var keep = dot.div_(norm.add_(Eps).pow_(2)).mul_(rate).add_(1 - Rate * Decay * Ratio);
        parameter.mul_(keep).add_(step, alpha: -rate);
    }
}
