using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>SGD of what writes a residual stream of mean zero: the mean over the stream's features leaves gradient and new parameter in the update itself. Jiang, Gu, Zhu and Pan, 2023, arXiv 2305.14858; the projection is derived.</summary>
public static partial class SGDUpdates
{
    /// <summary>Without momentum, of rows <c>[rows, features]</c>, as of embeddings and biases.</summary>
    [Fused(nameof(PlainOfRowsFormula), Source = RecentringUpdates.Source)]
    internal static partial void PlainOfRows([Updated] Tensor parameter, Tensor gradient, double lr, double weight_decay, double direction);

    /// <summary>Without momentum, of a layer's weight <c>[outputs, rest]</c>.</summary>
    [Fused(nameof(PlainOfOutputsFormula), Source = RecentringUpdates.Source)]
    internal static partial void PlainOfOutputs([Updated] Tensor parameter, Tensor gradient, double lr, double weight_decay, double direction);

    /// <summary>With a momentum buffer, of rows.</summary>
    [Fused(nameof(MomentumOfRowsFormula), Source = RecentringUpdates.Source)]
    internal static partial void MomentumOfRows([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor buffer, double lr, double momentum, double dampening, double weight_decay, double nesterov, double direction);

    /// <summary>With a momentum buffer, of a layer's weight.</summary>
    [Fused(nameof(MomentumOfOutputsFormula), Source = RecentringUpdates.Source)]
    internal static partial void MomentumOfOutputs([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor buffer, double lr, double momentum, double dampening, double weight_decay, double nesterov, double direction);

    // The rule is linear, so that the mean leaves the gradient with the new parameter.
    private static Tensor PlainOfRowsFormula(Tensor parameter, Tensor gradient, double lr, double weight_decay, double direction)
        => RecentringUpdates.RowsFormula(PlainFormula(parameter, gradient, lr, weight_decay, direction));

    private static Tensor PlainOfOutputsFormula(Tensor parameter, Tensor gradient, double lr, double weight_decay, double direction)
        => RecentringUpdates.OutputsFormula(PlainFormula(parameter, gradient, lr, weight_decay, direction));

    private static (Tensor parameter, Tensor buffer) MomentumOfRowsFormula(Tensor parameter, Tensor gradient, Tensor buffer, double lr, double momentum, double dampening, double weight_decay, double nesterov, double direction)
    {
        var (next, sum) = MomentumFormula(parameter, RecentringUpdates.RowsFormula(gradient), buffer, lr, momentum, dampening, weight_decay, nesterov, direction);
        return (RecentringUpdates.RowsFormula(next), sum);
    }

    private static (Tensor parameter, Tensor buffer) MomentumOfOutputsFormula(Tensor parameter, Tensor gradient, Tensor buffer, double lr, double momentum, double dampening, double weight_decay, double nesterov, double direction)
    {
        var (next, sum) = MomentumFormula(parameter, RecentringUpdates.OutputsFormula(gradient), buffer, lr, momentum, dampening, weight_decay, nesterov, direction);
        return (RecentringUpdates.OutputsFormula(next), sum);
    }
}
