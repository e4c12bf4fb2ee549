using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Lion of what writes a residual stream of mean zero: the mean over the stream's features leaves gradient and new parameter in the update itself. Jiang, Gu, Zhu and Pan, 2023, arXiv 2305.14858; the projection is derived.</summary>
public static partial class LionUpdates
{
    /// <summary>Lion of rows <c>[rows, features]</c>, as of embeddings and biases: one pass.</summary>
    [Fused(nameof(LionOfRowsFormula), Source = RecentringUpdates.Source)]
    internal static partial void LionOfRows([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, double lr, double beta1, double beta2, double weight_decay, double direction);

    /// <summary>Lion of a layer's weight <c>[outputs, rest]</c>.</summary>
    [Fused(nameof(LionOfOutputsFormula), Source = RecentringUpdates.Source)]
    internal static partial void LionOfOutputs([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, double lr, double beta1, double beta2, double weight_decay, double direction);

    private static (Tensor parameter, Tensor exp_avg) LionOfRowsFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, double lr, double beta1, double beta2, double weight_decay, double direction)
    {
        var (next, mean) = LionFormula(parameter, RecentringUpdates.RowsFormula(gradient), exp_avg, lr, beta1, beta2, weight_decay, direction);
        return (RecentringUpdates.RowsFormula(next), mean);
    }

    private static (Tensor parameter, Tensor exp_avg) LionOfOutputsFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, double lr, double beta1, double beta2, double weight_decay, double direction)
    {
        var (next, mean) = LionFormula(parameter, RecentringUpdates.OutputsFormula(gradient), exp_avg, lr, beta1, beta2, weight_decay, direction);
        return (RecentringUpdates.OutputsFormula(next), mean);
    }
}
