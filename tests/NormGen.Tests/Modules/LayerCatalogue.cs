using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>A layer and an input that fits it.</summary>
/// <param name="Make">Makes it, of a type.</param>
/// <param name="Shape">The shape of an input.</param>
/// <param name="Call">Calls it, with whatever it takes beside the input.</param>
/// <param name="Features">The dimension of the input whose size is the layer's own; -1: it takes any.</param>
internal sealed record CatalogueLayer(Func<ScalarType?, nn.Module> Make, long[] Shape, Func<nn.Module, Tensor, Tensor> Call, int Features)
{
    /// <summary>What makes one that stops: a batch whose statistics are of one value a channel; null where there is no such thing.</summary>
    public long[]? BatchOfOne { get; init; }

    /// <summary>Whether it learns nothing and takes each type.</summary>
    public bool IsUntyped { get; init; }
}

/// <summary>Every layer of the library, for tests that hold of all of them.</summary>
internal static class LayerCatalogue
{
    private static readonly long[] Tokens = [3, 5, 6], Images = [3, 6, 4, 5];

    /// <summary>The layers by name.</summary>
    public static IReadOnlyDictionary<string, CatalogueLayer> All { get; } = new Dictionary<string, CatalogueLayer>
    {
        ["RMSNorm"] = OfTokens(type => torch.nn.RMSNorm(6, 1e-5, dtype: type)),
        ["RMSNorm without gain"] = OfTokens(_ => torch.nn.RMSNorm(6, elementwise_affine: false)) with { IsUntyped = true },
        ["FusedLayerNorm"] = OfTokens(type => torch.nn.FusedLayerNorm(6, dtype: type)),
        ["NormalizedReLU"] = OfTokens(type => torch.nn.NormalizedReLU(6, dtype: type)),
        ["L1LayerNorm"] = OfTokens(type => torch.nn.L1LayerNorm(6, dtype: type)),
        ["FullyQuantized"] = OfTokens(type => torch.nn.FullyQuantized(torch.nn.L1LayerNorm(6, dtype: type))),
        ["CRMSNorm"] = OfTokens(_ => torch.nn.CRMSNorm(6)) with { IsUntyped = true },
        ["LinearZeroMeanOutput"] = OfTokens(type => torch.nn.LinearZeroMeanOutput(6, 4, dtype: type)),
        ["UnifiedNorm"] = OfTokens(type => torch.nn.UnifiedNorm(6, dtype: type)),
        ["PowerNorm"] = OfTokens(type => torch.nn.PowerNorm(6, groups: 2, dtype: type)),
        ["PowerNormV"] = OfTokens(type => torch.nn.PowerNormV(6, dtype: type)),
        ["FusedGroupNorm"] = OfImages(type => torch.nn.FusedGroupNorm(2, 6, dtype: type)),
        ["FusedInstanceNorm2d"] = OfImages(type => torch.nn.FusedInstanceNorm2d(6, affine: true, dtype: type)) with { BatchOfOne = [3, 6, 1, 1] },
        ["FusedInstanceNorm2d, tracking"] = OfImages(type => torch.nn.FusedInstanceNorm2d(6, affine: true, track_running_stats: true, dtype: type)) with { BatchOfOne = [3, 6, 1, 1] },
        ["FusedBatchNorm2d"] = OfImages(type => torch.nn.FusedBatchNorm2d(6, dtype: type)) with { BatchOfOne = [1, 6, 1, 1] },
        ["FusedBatchNorm1d"] = OfImages(type => torch.nn.FusedBatchNorm1d(6, dtype: type)) with { Shape = [7, 6], BatchOfOne = [1, 6] },
        ["FusedBatchNorm3d"] = OfImages(type => torch.nn.FusedBatchNorm3d(6, dtype: type)) with { Shape = [3, 6, 2, 2, 3], BatchOfOne = [1, 6, 1, 1, 1] },
        ["L1BatchNorm2d"] = OfImages(type => torch.nn.L1BatchNorm2d(6, dtype: type)) with { BatchOfOne = [1, 6, 1, 1] },
        ["L1BatchNorm1d"] = OfImages(type => torch.nn.L1BatchNorm1d(6, dtype: type)) with { Shape = [7, 6], BatchOfOne = [1, 6] },
        ["EvoNorm2dB0"] = OfImages(type => torch.nn.EvoNorm2dB0(6, dtype: type)),
        ["EvoNorm2dB0, unbiased"] = OfImages(type => torch.nn.EvoNorm2dB0(6, runningVarUnbiased: true, dtype: type)) with { BatchOfOne = [1, 6, 1, 1] },
        ["EvoNorm2dB1"] = OfImages(type => torch.nn.EvoNorm2dB1(6, dtype: type)),
        ["EvoNorm2dB2"] = OfImages(type => torch.nn.EvoNorm2dB2(6, dtype: type)),
        ["EvoNorm2dS0"] = OfImages(type => torch.nn.EvoNorm2dS0(6, dtype: type)),
        ["EvoNorm2dS1"] = OfImages(type => torch.nn.EvoNorm2dS1(6, dtype: type)),
        ["EvoNorm2dS2"] = OfImages(type => torch.nn.EvoNorm2dS2(6, dtype: type)),
        ["RegionNormB"] = new(type => torch.nn.RegionNormB(6, dtype: type), Images, (layer, x) => ((RegionNormB)layer).call(x, Hole(x)), 1),
        ["RegionNormB, per sample"] = new(type => torch.nn.RegionNormB(6, perSample: true, maskedBeta: true, dtype: type), Images, (layer, x) => ((RegionNormB)layer).call(x, Hole(x)), 1),
        ["RegionNormL"] = OfImages(type => torch.nn.RegionNormL(6, dtype: type)),
        ["AdaB2N2d"] = OfImages(type => torch.nn.AdaB2N2d(6, 3, dtype: type)) with { BatchOfOne = [1, 6, 1, 1] },
        ["AdaIN"] = new(_ => torch.nn.AdaIN(), Images, (layer, x) => ((AdaIN)layer).call(x, x.flip(0)), -1) { IsUntyped = true, BatchOfOne = [3, 6, 1, 1] },
        ["FusedSELU"] = OfTokens(_ => torch.nn.FusedSELU(0.1)) with { Features = -1, IsUntyped = true },
        ["FusedAlphaDropout"] = OfTokens(_ => torch.nn.FusedAlphaDropout(0.1)) with { Features = -1, IsUntyped = true },
        ["FusedFeatureAlphaDropout"] = OfImages(_ => torch.nn.FusedFeatureAlphaDropout(0.1)) with { Features = -1, IsUntyped = true },
        ["LayerNormRNNCell"] = OfRows(type => torch.nn.LayerNormRNNCell(6, 4, dtype: type), (cell, x) => ((LayerNormRNNCell)cell).Step(x)),
        ["LayerNormGRUCell"] = OfRows(type => torch.nn.LayerNormGRUCell(6, 4, dtype: type), (cell, x) => ((LayerNormGRUCell)cell).Step(x)),
        ["LayerNormLSTMCell"] = OfRows(type => torch.nn.LayerNormLSTMCell(6, 4, dtype: type), (cell, x) => ((LayerNormLSTMCell)cell).Step(x).H),
        ["LayerNormRNN"] = OfRows(type => torch.nn.LayerNormRNN(6, 4, 2, batch_first: true, dtype: type), (layer, x) => ((LayerNormRNN)layer).Unroll(x).Output) with { Shape = Tokens, Features = 2 },
        ["LayerNormGRU"] = OfRows(type => torch.nn.LayerNormGRU(6, 4, 2, batch_first: true, dtype: type), (layer, x) => ((LayerNormGRU)layer).Unroll(x).Output) with { Shape = Tokens, Features = 2 },
        ["LayerNormLSTM"] = OfRows(type => torch.nn.LayerNormLSTM(6, 4, 2, batch_first: true, dtype: type), (layer, x) => ((LayerNormLSTM)layer).Unroll(x).Output) with { Shape = Tokens, Features = 2 },
    };

    private static CatalogueLayer OfTokens(Func<ScalarType?, nn.Module<Tensor, Tensor>> make) => new(make, Tokens, Alone, 2);

    private static CatalogueLayer OfImages(Func<ScalarType?, nn.Module<Tensor, Tensor>> make) => new(make, Images, Alone, 1);

    private static CatalogueLayer OfRows(Func<ScalarType?, nn.Module> make, Func<nn.Module, Tensor, Tensor> call) => new(make, [3, 6], call, 1);

    private static Tensor Alone(nn.Module layer, Tensor x) => ((nn.Module<Tensor, Tensor>)layer).call(x);

    private static Tensor Hole(Tensor x)
    {
        var mask = zeros(x.ndim == 0 ? 1 : x.size(0), 1, 8, 10);
        mask.narrow(2, 2, 4).fill_(1);
        return mask;
    }
}
