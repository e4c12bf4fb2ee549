using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The projections of a recentred training: inside the updates that know them, and in place, as fused sweeps over gradients before a step and weights after it, around those that do not.</summary>
/// <remarks>Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858.</remarks>
internal static partial class RecentringUpdates
{
    /// <summary>Where the method comes from.</summary>
    public const string Source = "Jiang, Gu, Zhu and Pan 2023, arXiv 2305.14858";

    /// <summary>The weight of a layer <c>[out, in]</c>, or its gradient, less its mean over the outputs.</summary>
    /// <param name="weight">The matrix.</param>
    [Fused(nameof(OutputsFormula), Source = Source)]
    internal static partial void Outputs([Updated] Tensor weight);

    /// <summary>Rows, or their gradients, less the mean of each.</summary>
    /// <param name="x">The rows.</param>
    [Fused(nameof(RowsFormula), Source = Source)]
    internal static partial void Rows([Updated] Tensor x);

    /// <summary>A matrix less the mean of each column.</summary>
    internal static Tensor OutputsFormula(Tensor weight) => weight - weight.mean([0L], keepdim: true);

    /// <summary>A matrix less the mean of each row.</summary>
    internal static Tensor RowsFormula(Tensor x) => x - x.mean([-1L], keepdim: true);
}
