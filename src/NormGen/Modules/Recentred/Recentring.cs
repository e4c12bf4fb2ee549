using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Takes the mean off what writes a residual stream, so that all of the stream has mean zero over the features.</summary>
/// <remarks>Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858.</remarks>
public static partial class Recentring
{
    private const string Source = "Jiang, Gu, Zhu and Pan 2023, arXiv 2305.14858";

    /// <summary>The weight of a linear layer whose every result has mean zero: <c>weight - mean over the rows</c>, one mean for each input.</summary>
    /// <param name="weight">The weight <c>[out_features, in_features]</c>.</param>
    /// <returns>A tensor of the shape of <paramref name="weight"/>.</returns>
    [Fused(nameof(OutputsFormula), Source = Source)]
    public static partial Tensor Outputs(Tensor weight);

    /// <summary>Rows of mean zero: <c>x - mean(x)</c> of each, for the bias of a linear layer, a table of embeddings or a class token.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(RowsFormula), Source = Source)]
    public static partial Tensor Rows(Tensor x);

    private static Tensor OutputsFormula(Tensor weight) => weight - weight.mean([0L], keepdim: true);

    private static Tensor RowsFormula(Tensor x) => x - x.mean([-1L], keepdim: true);
}
