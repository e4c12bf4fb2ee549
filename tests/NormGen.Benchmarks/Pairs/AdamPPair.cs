using NormGen.Optimizers;

namespace NormGen.Benchmarks.Pairs;

/// <summary>
/// A step of AdamP, whose invariance is known, against the authors' operations (clovaai/AdamP, without its test), in place where they can be: a unit weight, its product with the step, and what is taken off. Or against fewer
/// operations, where projection and decay are one factor of the weight: NormGen's own algebra, written out.
/// </summary>
public sealed class AdamPPair : ComposedPair
{
    private const double Rate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Decay = 0.01, Ratio = 0.1, Eps = 1e-8;
    private readonly Tensor[] means, squares;
    private readonly bool byRow, isFactored;

    /// <summary>Makes the pair.</summary>
    /// <param name="byRow">Whether each row is projected, else the whole.</param>
    /// <param name="isFactored">Whether the other side has the shorter form.</param>
    public AdamPPair(bool byRow, bool isFactored)
    {
        (this.byRow, this.isFactored) = (byRow, isFactored);
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
        if (isFactored)
        {
            var (dot, norm) = (Sum(parameter * step), Norm(parameter));
            var keep = dot.div_(norm.add_(Eps).pow_(2)).mul_(rate).add_(1 - Rate * Decay * Ratio);
            parameter.mul_(keep).add_(step, alpha: -rate);
            return;
        }

        var unit = parameter / Norm(parameter).add_(Eps);
        step.sub_(unit * Sum(unit * step));
        parameter.mul_(1 - Rate * Decay * Ratio).add_(step, alpha: -rate);
    }

    private Tensor Sum(Tensor x) => byRow ? x.sum(1, keepdim: true) : x.sum();

    private Tensor Norm(Tensor x) => byRow ? linalg.vector_norm(x, 2, [1], keepdim: true) : linalg.vector_norm(x);
}
