using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>AdamW and AMSGrad of what writes a residual stream of mean zero: the mean over the stream's features leaves gradient and new parameter in the update itself. Jiang, Gu, Zhu and Pan, 2023, arXiv 2305.14858; the projection is derived.</summary>
public static partial class AdamWUpdates
{
    /// <summary>AdamW of rows <c>[rows, features]</c>, as of embeddings and biases: one pass.</summary>
    [Fused(nameof(AdamWOfRowsFormula), Source = RecentringUpdates.Source)]
    internal static partial void AdamWOfRows([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction);

    /// <summary>AdamW of a layer's weight <c>[outputs, rest]</c>: the sums over the outputs are known before anything is written.</summary>
    [Fused(nameof(AdamWOfOutputsFormula), Source = RecentringUpdates.Source)]
    internal static partial void AdamWOfOutputs([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction);

    /// <summary>AMSGrad of rows.</summary>
    [Fused(nameof(AmsGradOfRowsFormula), Source = RecentringUpdates.Source)]
    internal static partial void AmsGradOfRows([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, [Updated] Tensor max_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction);

    /// <summary>AMSGrad of a layer's weight.</summary>
    [Fused(nameof(AmsGradOfOutputsFormula), Source = RecentringUpdates.Source)]
    internal static partial void AmsGradOfOutputs([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, [Updated] Tensor max_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction);

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq) AdamWOfRowsFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction)
    {
        var (next, mean, square) = AdamWFormula(parameter, RecentringUpdates.RowsFormula(gradient), exp_avg, exp_avg_sq, lr, beta1, beta2, eps, weight_decay, step, direction);
        return (RecentringUpdates.RowsFormula(next), mean, square);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq) AdamWOfOutputsFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction)
    {
        var (next, mean, square) = AdamWFormula(parameter, RecentringUpdates.OutputsFormula(gradient), exp_avg, exp_avg_sq, lr, beta1, beta2, eps, weight_decay, step, direction);
        return (RecentringUpdates.OutputsFormula(next), mean, square);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq, Tensor max_exp_avg_sq) AmsGradOfRowsFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, Tensor max_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction)
    {
        var (next, mean, square, largest) = AmsGradFormula(parameter, RecentringUpdates.RowsFormula(gradient), exp_avg, exp_avg_sq, max_exp_avg_sq, lr, beta1, beta2, eps, weight_decay, step, direction);
        return (RecentringUpdates.RowsFormula(next), mean, square, largest);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq, Tensor max_exp_avg_sq) AmsGradOfOutputsFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, Tensor max_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction)
    {
        var (next, mean, square, largest) = AmsGradFormula(parameter, RecentringUpdates.OutputsFormula(gradient), exp_avg, exp_avg_sq, max_exp_avg_sq, lr, beta1, beta2, eps, weight_decay, step, direction);
        return (RecentringUpdates.OutputsFormula(next), mean, square, largest);
    }
}
