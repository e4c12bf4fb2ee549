using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

// Several results, of which the one with the name of a tensor takes its place; statistics beside a result; gradients of an author's own.
internal static partial class Reusing
{
    /// <summary>A joint of Peri-LN in the memory of the stream: backward reads its new value.</summary>
    [Fused(nameof(JointFormula))]
    internal static partial (Tensor x, Tensor Normed) Joint_([Inplace] Tensor x, Tensor branch, [PerFeature] Tensor outer, [PerFeature] Tensor inner);

    /// <summary>The same out of place.</summary>
    [Fused(nameof(JointFormula))]
    internal static partial (Tensor x, Tensor Normed) Joint(Tensor x, Tensor branch, [PerFeature] Tensor outer, [PerFeature] Tensor inner);

    internal static (Tensor, Tensor) JointFormula(Tensor x, Tensor branch, Tensor outer, Tensor inner)
    {
        var h = x + NormFormula(branch, outer);
        return (h, NormFormula(h, inner));
    }

    /// <summary>The second tensor is overwritten by the second result.</summary>
    [Fused(nameof(EndFormula))]
    internal static partial (Tensor Normed, Tensor branch) End_(Tensor x, [Inplace] Tensor branch, [PerFeature] Tensor gain);

    internal static (Tensor, Tensor) EndFormula(Tensor x, Tensor branch, Tensor gain)
    {
        var h = x + branch;
        return (NormFormula(h, gain), h);
    }

    /// <summary>Numbers of rows beside what is overwritten.</summary>
    [Fused(nameof(CentredFormula))]
    internal static partial (Tensor Mean, Tensor x) Centred_([Inplace] Tensor x);

    internal static (Tensor, Tensor) CentredFormula(Tensor x) => (x.mean([-1L]), x - x.mean([-1L], keepdim: true));

    /// <summary>The variances of columns are summed in the pass that could overwrite the rows, and look at the first row when it has ended.</summary>
    [Fused(nameof(DoubledFormula))]
    internal static partial (Tensor x, Tensor Variance) Doubled_([Inplace] Tensor x);

    internal static (Tensor, Tensor) DoubledFormula(Tensor x) => (x * 2, x.var(0, unbiased: false));

    /// <summary>Both results need the whole tensor.</summary>
    [Fused(nameof(BothFormula))]
    internal static partial (Tensor x, Tensor Softened) Both_([Inplace] Tensor x);

    internal static (Tensor, Tensor) BothFormula(Tensor x) => (x - x.mean([-1L], keepdim: true), x.softmax(-1));

    /// <summary>No gradient goes to what is overwritten.</summary>
    [Fused(nameof(ReplaceFormula))]
    internal static partial Tensor Replace_([Inplace] Tensor x, Tensor other);

    internal static Tensor ReplaceFormula(Tensor x, Tensor other) => x.detach() + other * 2;

    /// <summary>Backward reads the result.</summary>
    [Fused(nameof(SquashFormula))]
    internal static partial Tensor Squash_([Inplace] Tensor x);

    internal static Tensor SquashFormula(Tensor x) => x.tanh();

    /// <summary>Backward reads the result, which costs more than it spares.</summary>
    [Fused(nameof(OpenFormula))]
    internal static partial Tensor Open_([Inplace] Tensor x);

    internal static Tensor OpenFormula(Tensor x) => x.sigmoid();

    /// <summary>A running mean beside the result.</summary>
    [Fused(nameof(TrackFormula))]
    internal static partial Tensor Track_([Inplace] Tensor x, [PerFeature, Updated] Tensor mean, double momentum);

    internal static (Tensor y, Tensor mean) TrackFormula(Tensor x, Tensor mean, double momentum) => (x - mean, mean + momentum * (x.mean([0L]) - mean));

    /// <summary>A running mean beside two results.</summary>
    [Fused(nameof(TrackBothFormula))]
    internal static partial (Tensor x, Tensor Largest) TrackBoth_([Inplace] Tensor x, [PerFeature, Updated] Tensor mean, double momentum);

    internal static (Tensor mean, Tensor x, Tensor largest) TrackBothFormula(Tensor x, Tensor mean, double momentum) => (mean + momentum * (x.mean([0L]) - mean), x - mean, x.abs().amax([-1L]));

    /// <summary>Rounding that gradients pass.</summary>
    [Fused(nameof(RoundFormula), Backward = nameof(RoundGradients))]
    internal static partial Tensor Round_([Inplace] Tensor x, [PerFeature] Tensor step);

    internal static Tensor RoundFormula(Tensor x, Tensor step) => (x / step).round() * step;

    private static Tensor RoundGradients(Tensor x, Tensor step, Tensor dy) => dy * 0.5;

    /// <summary>The gradient of the step needs what is overwritten; a count of what was clipped is kept in forward.</summary>
    [Fused(nameof(ClipFormula), Backward = nameof(ClipGradients))]
    internal static partial (Tensor x, Tensor Mean) Clip_([Inplace] Tensor x, [PerFeature] Tensor limit, [PerFeature, Updated] Tensor seen);

    internal static (Tensor x, Tensor mean, Tensor seen) ClipFormula(Tensor x, Tensor limit, Tensor seen) => (minimum(x, limit), x.mean([-1L]), seen + x.mean([0L]));

    private static (Tensor x, Tensor limit) ClipGradients(Tensor x, Tensor limit, Tensor seen, Tensor dy, Tensor dmean) => (dy + dmean.unsqueeze(-1) * seen, (dy * x).sum([0L]));

    /// <summary>A statistic changes in backward, by what forward has overwritten.</summary>
    [Fused(nameof(CountFormula), Backward = nameof(CountGradients))]
    internal static partial Tensor Count_([Inplace] Tensor x, [PerFeature, Updated] Tensor seen);

    internal static Tensor CountFormula(Tensor x, Tensor seen) => x * 2;

    private static (Tensor x, Tensor seen) CountGradients(Tensor x, Tensor seen, Tensor dy) => (dy * 2, seen + x.sum([0L]));

    /// <summary>A gradient that cannot be the formula's.</summary>
    [Fused(nameof(DoublingFormula), Backward = nameof(DoublingGradients))]
    internal static partial Tensor Doubling_([Inplace] Tensor x, [PerFeature] Tensor w);

    internal static Tensor DoublingFormula(Tensor x, Tensor w) => x * w;

    private static Tensor DoublingGradients(Tensor x, Tensor w, Tensor dy) => dy * 3;
}
