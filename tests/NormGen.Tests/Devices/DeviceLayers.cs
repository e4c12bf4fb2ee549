using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Devices;

/// <summary>All layers, each with the shape of its input: <c>[batch, .., features]</c> or <c>[N, C, H, W]</c>.</summary>
internal static class DeviceLayers
{
    private static readonly long[] Rows = [6, 5, 8], Images = [4, 8, 6, 6], Flat = [12, 8];

    public static readonly IReadOnlyDictionary<string, (Func<nn.Module<Tensor, Tensor>> Make, long[] Shape)> All = new Dictionary<string, (Func<nn.Module<Tensor, Tensor>>, long[])>
    {
        ["RMSNorm"] = (() => torch.nn.RMSNorm(8), Rows),
        ["FusedLayerNorm"] = (() => torch.nn.FusedLayerNorm(8), Rows),
        ["L1LayerNorm"] = (() => torch.nn.L1LayerNorm(8), Rows),
        ["CRMSNorm"] = (() => torch.nn.CRMSNorm(8), Rows),
        ["NormalizedReLU"] = (() => torch.nn.NormalizedReLU(8), Rows),
        ["LinearZeroMeanOutput"] = (() => torch.nn.LinearZeroMeanOutput(8, 6), Rows),
        ["TrActLinear"] = (() => torch.nn.TrActLinear(8, 5), Flat),
        ["TrActConv2d"] = (() => torch.nn.TrActConv2d(8, 5, 3), Images),
        ["PowerNorm"] = (() => torch.nn.PowerNorm(8, warmup_iters: 1), Flat),
        ["PowerNormV"] = (() => torch.nn.PowerNormV(8), Flat),
        ["UnifiedNorm"] = (() => torch.nn.UnifiedNorm(8, warmup_iters: 1), Flat),
        ["L1BatchNorm1d"] = (() => torch.nn.L1BatchNorm1d(8), Flat),
        ["L1BatchNorm2d"] = (() => torch.nn.L1BatchNorm2d(8), Images),
        ["FullyQuantized"] = (() => torch.nn.FullyQuantized(torch.nn.L1LayerNorm(8)), Flat),
        ["FusedGroupNorm"] = (() => torch.nn.FusedGroupNorm(4, 8), Images),
        ["FusedInstanceNorm2d"] = (() => torch.nn.FusedInstanceNorm2d(8, affine: true, track_running_stats: true), Images),
        ["FusedBatchNorm1d"] = (() => torch.nn.FusedBatchNorm1d(8), Flat),
        ["FusedBatchNorm2d"] = (() => torch.nn.FusedBatchNorm2d(8), Images),
        ["EvoNorm2dB0"] = (() => torch.nn.EvoNorm2dB0(8), Images),
        ["EvoNorm2dB1"] = (() => torch.nn.EvoNorm2dB1(8), Images),
        ["EvoNorm2dB2"] = (() => torch.nn.EvoNorm2dB2(8), Images),
        ["EvoNorm2dS0"] = (() => torch.nn.EvoNorm2dS0(8, groups: 4), Images),
        ["EvoNorm2dS1"] = (() => torch.nn.EvoNorm2dS1(8, groups: 4), Images),
        ["EvoNorm2dS2"] = (() => torch.nn.EvoNorm2dS2(8, groups: 4), Images),
        ["FusedSELU"] = (() => torch.nn.FusedSELU(), Rows),
        ["FusedSELU with dropout"] = (() => torch.nn.FusedSELU(0.2, seed: 3), Rows),
        ["FusedAlphaDropout"] = (() => torch.nn.FusedAlphaDropout(0.2, seed: 3), Rows),
        ["FusedFeatureAlphaDropout"] = (() => torch.nn.FusedFeatureAlphaDropout(0.2, seed: 3), Images),
        ["RegionNormB"] = (() => new Masked(torch.nn.RegionNormB(8)), Images),
        ["RegionNormL"] = (() => torch.nn.RegionNormL(8, kernelSize: 3), Images),
        ["AdaIN"] = (() => new Styled(torch.nn.AdaIN()), Images),
        ["LayerNormLSTMCell"] = (() => new Stepped(torch.nn.LayerNormLSTMCell(8, 8)), Flat),
        ["LayerNormGRUCell"] = (() => new Stepped(torch.nn.LayerNormGRUCell(8, 8)), Flat),
        ["LayerNormRNNCell"] = (() => new Stepped(torch.nn.LayerNormRNNCell(8, 8)), Flat),
    };

    /// <summary>A region norm whose masks follow from the input's size.</summary>
    private sealed class Masked : nn.Module<Tensor, Tensor>
    {
        private readonly RegionNormB norm;

        public Masked(RegionNormB norm)
            : base(nameof(Masked))
        {
            this.norm = norm;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var full = (arange(x.size(2) * x.size(3), device: x.device).remainder(3) != 0).view(1, 1, x.size(2), x.size(3)).expand(x.size(0), 1, -1, -1).to(x.dtype);
            using var masks = new MaskPyramid(full);
            return norm.call(x, masks.For(x));
        }
    }

    /// <summary>The statistics of the batch's other half.</summary>
    private sealed class Styled : nn.Module<Tensor, Tensor>
    {
        private readonly AdaIN norm;

        public Styled(AdaIN norm)
            : base(nameof(Styled))
        {
            this.norm = norm;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => norm.call(x, x.flip(0) * 2 + 1);
    }

    /// <summary>Three steps of a recurrent cell over the same input.</summary>
    private sealed class Stepped : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module cell;

        public Stepped(nn.Module cell)
            : base(nameof(Stepped))
        {
            this.cell = cell;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => cell switch
        {
            LayerNormLSTMCell lstm => lstm.Step(x, lstm.Step(x, lstm.Step(x))).Item1,
            LayerNormGRUCell gru => gru.Step(x, gru.Step(x, gru.Step(x))),
            LayerNormRNNCell rnn => rnn.Step(x, rnn.Step(x, rnn.Step(x))),
            _ => throw new InvalidOperationException(cell.GetName()),
        };
    }
}
