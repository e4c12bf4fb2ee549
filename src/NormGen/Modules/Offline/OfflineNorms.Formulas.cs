using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

// The formulas, in the order of the methods they belong to.
public static partial class OfflineNorms
{
    /// <summary>The eps of group scaling inside power norm: fixed in the released code, whatever the layer's own is.</summary>
    private const double GroupEps = 1e-5;

    private static Tensor PowerNormVFormula(Tensor x, Tensor weight, Tensor bias, double eps) => ByStatistic(x, FeatureMean(x.square()), eps) * weight + bias;

    private static Tensor GroupScalingFormula(Tensor x, long groups, double eps) => GroupScaled(x, groups, eps);

    private static Tensor RunningScaleFormula(Tensor x, Tensor weight, Tensor bias, Tensor statistic, double eps) => ByStatistic(x, statistic, eps) * weight + bias;

    private static Tensor GroupedRunningScaleFormula(Tensor x, Tensor weight, Tensor bias, Tensor statistic, long groups, double eps)
        => ByStatistic(GroupScaled(x, groups, GroupEps), statistic, eps) * weight + bias;

    private static Tensor TokenMeanSquareFormula(Tensor x, Tensor counted, Tensor square, double tokens) => CountedMeanSquare(x, counted, tokens);

    private static (Tensor Y, Tensor phi) WarmingPowerFormula(
        Tensor x, Tensor counted, Tensor weight, Tensor bias, Tensor phi, Tensor ema, Tensor passes, double tokens, double kept, double alpha_fwd, double alpha_bkw, double eps)
    {
        var own = CountedMeanSquare(x, counted, tokens);
        return (ByStatistic(x, own, eps) * weight + bias, Smoothed(phi * kept + own * (1 - kept), own, alpha_fwd));
    }

    private static (Tensor x, Tensor weight, Tensor bias, Tensor ema, Tensor passes) WarmingPowerBackward(
        Tensor x, Tensor counted, Tensor weight, Tensor bias, Tensor phi, Tensor ema, Tensor passes, double tokens, double kept, double alpha_fwd, double alpha_bkw, double eps, Tensor dy)
    {
        var own = CountedMeanSquare(x, counted, tokens);
        var z = ByStatistic(x, own, eps);
        var corrected = Corrected(dy, weight, ema, z, alpha_bkw);
        return (ByStatistic(corrected, own, eps), FeatureSum(dy * z), FeatureSum(dy), Once(passes, ema, ema + FeatureMean(corrected * z)), passes + 1);
    }

    private static (Tensor Y, Tensor phi) RunningPowerFormula(
        Tensor x, Tensor counted, Tensor weight, Tensor bias, Tensor phi, Tensor ema, Tensor passes, double tokens, double alpha_fwd, double alpha_bkw, double eps)
        => (ByStatistic(x, phi, eps) * weight + bias, Smoothed(phi, CountedMeanSquare(x, counted, tokens), alpha_fwd));

    private static (Tensor x, Tensor weight, Tensor bias, Tensor ema, Tensor passes) RunningPowerBackward(
        Tensor x, Tensor counted, Tensor weight, Tensor bias, Tensor phi, Tensor ema, Tensor passes, double tokens, double alpha_fwd, double alpha_bkw, double eps, Tensor dy)
    {
        var z = ByStatistic(x, phi, eps);
        var corrected = Corrected(dy, weight, ema, z, alpha_bkw);
        return (ByStatistic(corrected, CountedMeanSquare(x, counted, tokens), eps), FeatureSum(dy * z), FeatureSum(dy), Once(passes, ema, ema + FeatureMean(corrected * z)), passes + 1);
    }

    private static (Tensor Y, Tensor phi) GroupedWarmingPowerFormula(
        Tensor x, Tensor counted, Tensor weight, Tensor bias, Tensor phi, Tensor ema, Tensor passes, double tokens, double kept, double alpha_fwd, double alpha_bkw, long groups, double eps)
        => WarmingPowerFormula(GroupScaled(x, groups, GroupEps), counted, weight, bias, phi, ema, passes, tokens, kept, alpha_fwd, alpha_bkw, eps);

    private static (Tensor x, Tensor weight, Tensor bias, Tensor ema, Tensor passes) GroupedWarmingPowerBackward(
        Tensor x, Tensor counted, Tensor weight, Tensor bias, Tensor phi, Tensor ema, Tensor passes, double tokens, double kept, double alpha_fwd, double alpha_bkw, long groups, double eps, Tensor dy)
    {
        var (ds, dweight, dbias, newEma, count) = WarmingPowerBackward(GroupScaled(x, groups, GroupEps), counted, weight, bias, phi, ema, passes, tokens, kept, alpha_fwd, alpha_bkw, eps, dy);
        return (GroupScaledGradient(x, ds, groups, GroupEps), dweight, dbias, newEma, count);
    }

    private static (Tensor Y, Tensor phi) GroupedRunningPowerFormula(
        Tensor x, Tensor counted, Tensor weight, Tensor bias, Tensor phi, Tensor ema, Tensor passes, double tokens, double alpha_fwd, double alpha_bkw, long groups, double eps)
        => RunningPowerFormula(GroupScaled(x, groups, GroupEps), counted, weight, bias, phi, ema, passes, tokens, alpha_fwd, alpha_bkw, eps);

    private static (Tensor x, Tensor weight, Tensor bias, Tensor ema, Tensor passes) GroupedRunningPowerBackward(
        Tensor x, Tensor counted, Tensor weight, Tensor bias, Tensor phi, Tensor ema, Tensor passes, double tokens, double alpha_fwd, double alpha_bkw, long groups, double eps, Tensor dy)
    {
        var (ds, dweight, dbias, newEma, count) = RunningPowerBackward(GroupScaled(x, groups, GroupEps), counted, weight, bias, phi, ema, passes, tokens, alpha_fwd, alpha_bkw, eps, dy);
        return (GroupScaledGradient(x, ds, groups, GroupEps), dweight, dbias, newEma, count);
    }

    private static Tensor UnifiedFormula(
        Tensor x, Tensor weight, Tensor bias, Tensor statistic, Tensor compensation, Tensor others, Tensor ema, Tensor slot, Tensor passes, double share, double skipped, double momentum, double eps)
        => ByStatistic(x, statistic, eps) * weight + bias;

    // The smoothed statistic is share · own + others: the mean of a window of which this batch is one, or, with share 1 and no others, the batch alone.
    private static (Tensor x, Tensor weight, Tensor bias, Tensor ema, Tensor slot, Tensor passes) UnifiedBackward(
        Tensor x, Tensor weight, Tensor bias, Tensor statistic, Tensor compensation, Tensor others, Tensor ema, Tensor slot, Tensor passes, double share, double skipped, double momentum, double eps, Tensor dy)
    {
        var z = ByStatistic(x, statistic, eps);
        var g = dy * weight * compensation;
        var own = FeatureMean(g * z);
        var smoothed = Smoothed(ema, own * share + others, momentum);
        var removed = own * skipped + smoothed * (1 - skipped);
        return (ByStatistic(g - removed * z, statistic, eps), FeatureSum(dy * compensation * z), FeatureSum(dy),
            Once(passes, ema, smoothed), Once(passes, slot, ema * skipped + own * (1 - skipped)), passes + 1);
    }

    private static Tensor ByStatistic(Tensor x, Tensor statistic, double eps) => x * rsqrt(statistic + eps);

    private static Tensor FeatureSum(Tensor x) => x.reshape(-1, x.shape[^1]).sum([0L]);

    private static Tensor FeatureMean(Tensor x) => x.reshape(-1, x.shape[^1]).mean([0L]);

    private static Tensor CountedMeanSquare(Tensor x, Tensor counted, double tokens) => FeatureSum(x.square() * counted.unsqueeze(-1)) / tokens;

    private static Tensor Smoothed(Tensor old, Tensor value, double momentum) => old * momentum + value * (1 - momentum);

    private static Tensor Corrected(Tensor dy, Tensor weight, Tensor ema, Tensor z, double alpha_bkw) => dy * weight - (1 - alpha_bkw) * ema * z;

    /// <summary>A statistic of backward changes once for a forward, however often its graph is run through.</summary>
    private static Tensor Once(Tensor passes, Tensor old, Tensor value) => where(passes > 0, old, value);

    private static Tensor GroupScaled(Tensor x, long groups, double eps)
    {
        var grouped = x.reshape(-1, groups, x.shape[^1] / groups);
        return (grouped * rsqrt(grouped.square().mean([-1L], keepdim: true) + eps)).reshape(x.shape);
    }

    private static Tensor GroupScaledGradient(Tensor x, Tensor upstream, long groups, double eps)
    {
        var grouped = x.reshape(-1, groups, x.shape[^1] / groups);
        var u = upstream.reshape(-1, groups, x.shape[^1] / groups);
        var inverse = rsqrt(grouped.square().mean([-1L], keepdim: true) + eps);
        return (inverse * (u - grouped * inverse.square() * (u * grouped).mean([-1L], keepdim: true))).reshape(x.shape);
    }
}
