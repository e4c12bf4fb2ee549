using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>The norms that divide each feature by a statistic over tokens, as functions of tokens <c>[.., features]</c>. Those that change statistics are internal: the modules keep that state.</summary>
/// <remarks>Every formula is plain TorchSharp: it is the fallback on other devices and types. No mean is taken off, and eps stands inside the root.</remarks>
public static partial class OfflineNorms
{
    private const string PowerSource = "Shen, Yao, Gholami, Mahoney and Keutzer 2020, arXiv 2003.07845";
    private const string UnifiedSource = "Yang et al. 2022, arXiv 2208.01313";

    /// <summary>Power norm with the statistics of the batch, PN-V: <c>x · rsqrt(mean over tokens(x²) + eps) · weight + bias</c>, with exact gradients.</summary>
    /// <param name="x">Tokens <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Shen, Yao, Gholami, Mahoney and Keutzer, PowerNorm, ICML 2020, arXiv 2003.07845.</remarks>
    [Fused(nameof(PowerNormVFormula), Source = PowerSource)]
    public static partial Tensor PowerNormV(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    /// <summary>Root mean square norm of each group of features of a token: <c>x · rsqrt(mean over the group(x²) + eps)</c>.</summary>
    /// <param name="x">Tokens <c>[.., features]</c>.</param>
    /// <param name="groups">How many contiguous groups the features make; a divisor of their number.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>GroupScaling1D of the code released with PowerNorm, arXiv 2003.07845.</remarks>
    [Fused(nameof(GroupScalingFormula), Source = PowerSource)]
    public static partial Tensor GroupScaling(Tensor x, long groups, double eps);

    /// <summary>A statistic that is given: <c>x · rsqrt(statistic + eps) · weight + bias</c>; what power norm without groups and unified normalization are in evaluation.</summary>
    /// <param name="x">Tokens <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="statistic">The running mean square <c>[features]</c>.</param>
    /// <param name="eps">Added to the statistic, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(RunningScaleFormula), Source = UnifiedSource)]
    public static partial Tensor RunningScale(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature] Tensor statistic, double eps);

    /// <summary>As <see cref="RunningScale"/>, after <see cref="GroupScaling"/> with eps 1e-5; what power norm is in evaluation.</summary>
    /// <param name="x">Tokens <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="statistic">The running mean square <c>[features]</c> of the scaled tokens.</param>
    /// <param name="groups">How many contiguous groups the features make; a divisor of their number.</param>
    /// <param name="eps">Added to the statistic, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(GroupedRunningScaleFormula), Source = PowerSource)]
    public static partial Tensor GroupedRunningScale(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature] Tensor statistic, long groups, double eps);

    /// <summary>Writes the mean square of each feature over the tokens that count. An update and no result, which would be rounded to the type of half rows.</summary>
    /// <param name="x">Tokens <c>[tokens, features]</c>.</param>
    /// <param name="counted">1 for a token that counts, 0 for padding.</param>
    /// <param name="square">Where the mean squares go.</param>
    /// <param name="tokens">How many count.</param>
    [Fused(nameof(TokenMeanSquareFormula), Source = UnifiedSource)]
    internal static partial void TokenMeanSquare(Tensor x, [PerRow] Tensor counted, [PerFeature, Updated] Tensor square, double tokens);

    /// <summary>Power norm during warm-up: the batch's own statistic normalizes, and enters the running one as a cumulative average (weight <paramref name="kept"/> of the old) and then as an exponential one.</summary>
    [Fused(nameof(WarmingPowerFormula), Backward = nameof(WarmingPowerBackward), Source = PowerSource)]
    internal static partial Tensor WarmingPower(
        Tensor x, [PerRow] Tensor counted, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature, Updated] Tensor phi, [PerFeature, Updated] Tensor ema, [PerFeature, Updated] Tensor passes,
        double tokens, double kept, double alpha_fwd, double alpha_bkw, double eps);

    /// <summary>Power norm after warm-up: the running statistic of the batches before normalizes.</summary>
    [Fused(nameof(RunningPowerFormula), Backward = nameof(RunningPowerBackward), Source = PowerSource)]
    internal static partial Tensor RunningPower(
        Tensor x, [PerRow] Tensor counted, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature, Updated] Tensor phi, [PerFeature, Updated] Tensor ema, [PerFeature, Updated] Tensor passes,
        double tokens, double alpha_fwd, double alpha_bkw, double eps);

    /// <summary>As <see cref="WarmingPower"/>, after group scaling.</summary>
    [Fused(nameof(GroupedWarmingPowerFormula), Backward = nameof(GroupedWarmingPowerBackward), Source = PowerSource)]
    internal static partial Tensor GroupedWarmingPower(
        Tensor x, [PerRow] Tensor counted, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature, Updated] Tensor phi, [PerFeature, Updated] Tensor ema, [PerFeature, Updated] Tensor passes,
        double tokens, double kept, double alpha_fwd, double alpha_bkw, long groups, double eps);

    /// <summary>As <see cref="RunningPower"/>, after group scaling.</summary>
    [Fused(nameof(GroupedRunningPowerFormula), Backward = nameof(GroupedRunningPowerBackward), Source = PowerSource)]
    internal static partial Tensor GroupedRunningPower(
        Tensor x, [PerRow] Tensor counted, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature, Updated] Tensor phi, [PerFeature, Updated] Tensor ema, [PerFeature, Updated] Tensor passes,
        double tokens, double alpha_fwd, double alpha_bkw, long groups, double eps);

    /// <summary>Unified normalization by a smoothed statistic; backward smooths likewise, with statistics of the gradient that it changes.</summary>
    /// <param name="x">Tokens <c>[.., features]</c>.</param>
    /// <param name="weight">The gain.</param>
    /// <param name="bias">The offset.</param>
    /// <param name="statistic">The smoothed mean square.</param>
    /// <param name="compensation">The factor of gradients that makes up for the distance between smoothed and running statistic.</param>
    /// <param name="others">The sum over the other batches of the window of gradient statistics, over the window's length; zero where the batch's own counts alone.</param>
    /// <param name="ema">The running gradient statistic.</param>
    /// <param name="slot">The place of this batch in the window of gradient statistics.</param>
    /// <param name="passes">How often backward ran through this call.</param>
    /// <param name="share">The weight of the batch's own gradient statistic.</param>
    /// <param name="skipped">1 where this batch is not smoothed, else 0.</param>
    /// <param name="momentum">The weight of the old running value.</param>
    /// <param name="eps">Added to the statistic, inside the root.</param>
    [Fused(nameof(UnifiedFormula), Backward = nameof(UnifiedBackward), Source = UnifiedSource)]
    internal static partial Tensor Unified(
        Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature] Tensor statistic, [PerFeature] Tensor compensation, [PerFeature] Tensor others,
        [PerFeature, Updated] Tensor ema, [PerFeature, Updated] Tensor slot, [PerFeature, Updated] Tensor passes, double share, double skipped, double momentum, double eps);
}
