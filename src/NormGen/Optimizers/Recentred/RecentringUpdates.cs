using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The projections of a recentred training in place, as fused sweeps: of gradients before a step, of weights after it.</summary>
/// <remarks>Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858.</remarks>
internal static partial class RecentringUpdates
{
    private const string Source = "Jiang, Gu, Zhu and Pan 2023, arXiv 2305.14858";

    /// <summary>The weight of a layer <c>[out, in]</c>, or its gradient, less its mean over the outputs.</summary>
    /// <param name="weight">The matrix.</param>
    [Fused(nameof(OutputsFormula), Source = Source)]
    internal static partial void Outputs([Updated] Tensor weight);

    /// <summary>Rows, or their gradients, less the mean of each.</summary>
    /// <param name="x">The rows.</param>
    [Fused(nameof(RowsFormula), Source = Source)]
    internal static partial void Rows([Updated] Tensor x);

    private static Tensor OutputsFormula(Tensor weight) => weight - weight.mean([0L], keepdim: true);

    private static Tensor RowsFormula(Tensor x) => x - x.mean([-1L], keepdim: true);
}
