namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas over channels and groups as users might write them.</summary>
internal static class ChannelFormulas
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile(Text));

    /// <summary>Formulas over images, <c>[batch, channels, height, width]</c>.</summary>
    public static readonly string[] ImageNames =
        ["GroupStandard", "InstanceStandard", "BatchStandard", "EvolvedS", "EvolvedB", "SampleStandard", "RegionMean", "Restyled", "Squeezed", "LargestOfChannels", "WeightedBatch", "GroupAndInstance", "ChannelGate", "PositionNorm", "SoftMask", "Attention", "BySample"];

    /// <summary>Formulas over channels with any number of positions.</summary>
    public static readonly string[] AnyRankNames = ["FlatInstance", "FlatGroups"];

    /// <summary>Formulas over rows whose features are cut into groups.</summary>
    public static readonly string[] RowNames = ["GroupScaled", "GroupSoftmax"];

    public static FusedFormula Get(string name) => Library.Value[name] with { HasChannels = !RowNames.Contains(name) };

    /// <summary>What the generator wrote for a formula.</summary>
    public static string File(string name) => Library.Value.Files[$"Formulas.{name}.g.cs"];

    /// <summary>The formulas in C#.</summary>
    public const string Text = Images + "\n\n" + AnyRank + "\n\n" + Rows;

    private const string Images = """
            [Fused(nameof(GroupStandardFormula))]
            internal static partial Tensor GroupStandard(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, long groups = 2, double eps = 0.05);
            private static Tensor GroupStandardFormula(Tensor x, Tensor weight, Tensor bias, long groups, double eps)
            {
                var grouped = x.reshape(x.shape[0], groups, x.shape[1] / groups * x.shape[2] * x.shape[3]);
                var mean = grouped.mean([2L], keepdim: true);
                var variance = grouped.var(2, unbiased: false, keepdim: true);
                var normalized = ((grouped - mean) * rsqrt(variance + eps)).reshape(x.shape);
                return normalized * weight.view(1, -1, 1, 1) + bias.view(1, -1, 1, 1);
            }

            [Fused(nameof(InstanceStandardFormula))]
            internal static partial Tensor InstanceStandard(Tensor x, double eps = 0.05);
            private static Tensor InstanceStandardFormula(Tensor x, double eps)
                => (x - x.mean([2L, 3L], keepdim: true)) / (x.var([2L, 3L], unbiased: false, keepdim: true) + eps).sqrt();

            [Fused(nameof(BatchStandardFormula))]
            internal static partial Tensor BatchStandard(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, double eps = 0.05);
            private static Tensor BatchStandardFormula(Tensor x, Tensor weight, Tensor bias, double eps)
            {
                var mean = x.mean([0L, 2L, 3L], keepdim: true);
                var variance = (x - mean).square().mean([0L, 2L, 3L], keepdim: true);
                return (x - mean) * rsqrt(variance + eps) * weight.view(1, -1, 1, 1) + bias.view(1, -1, 1, 1);
            }

            // EvoNorm-S0: no mean is taken off, the gate is on the input itself.
            [Fused(nameof(EvolvedSFormula))]
            internal static partial Tensor EvolvedS(Tensor x, [PerChannel] Tensor v, [PerChannel] Tensor gamma, [PerChannel] Tensor beta, long groups = 2, double eps = 0.05);
            private static Tensor EvolvedSFormula(Tensor x, Tensor v, Tensor gamma, Tensor beta, long groups, double eps)
            {
                var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
                var deviation = (x.reshape(n, groups, c / groups, h, w).var([2L, 3L, 4L], unbiased: false, keepdim: true) + eps).sqrt();
                var gated = (x * (x * v.view(1, -1, 1, 1)).sigmoid()).reshape(n, groups, c / groups, h, w) / deviation;
                return gated.reshape(n, c, h, w) * gamma.view(1, -1, 1, 1) + beta.view(1, -1, 1, 1);
            }

            // EvoNorm-B0: the larger of two deviations, one of the batch and one of the channel itself.
            [Fused(nameof(EvolvedBFormula))]
            internal static partial Tensor EvolvedB(Tensor x, [PerChannel] Tensor v, [PerChannel] Tensor gamma, [PerChannel] Tensor beta, double eps = 0.05);
            private static Tensor EvolvedBFormula(Tensor x, Tensor v, Tensor gamma, Tensor beta, double eps)
            {
                var batch = (x.var([0L, 2L, 3L], unbiased: false, keepdim: true) + eps).sqrt();
                var instance = (x.var([2L, 3L], unbiased: false, keepdim: true) + eps).sqrt();
                return x / maximum(batch, v.view(1, -1, 1, 1) * x + instance) * gamma.view(1, -1, 1, 1) + beta.view(1, -1, 1, 1);
            }

            [Fused(nameof(SampleStandardFormula))]
            internal static partial Tensor SampleStandard(Tensor x, [PerChannel] Tensor weight, double eps = 0.05);
            private static Tensor SampleStandardFormula(Tensor x, Tensor weight, double eps)
                => (x - x.mean([1L, 2L, 3L], keepdim: true)) * rsqrt(x.var([1L, 2L, 3L], unbiased: false, keepdim: true) + eps) * weight.view(1, -1, 1, 1);

            // Region normalization: the mean of a region alone, over the batch, and nothing where the mask is zero.
            [Fused(nameof(RegionMeanFormula))]
            internal static partial Tensor RegionMean(Tensor x, [PerPosition] Tensor mask, [PerChannel] Tensor gain, double eps = 0.05);
            private static Tensor RegionMeanFormula(Tensor x, Tensor mask, Tensor gain, double eps)
            {
                var inside = where(mask > 0, 1.0, 0.0);
                var pixels = inside.sum([0L, 1L, 2L, 3L]).clamp_min(1);
                var mean = (x * inside).sum([0L, 2L, 3L], keepdim: true) / pixels;
                var variance = ((x - mean) * inside).square().sum([0L, 2L, 3L], keepdim: true) / pixels;
                return (x - mean) * inside * rsqrt(variance + eps) * gain.view(1, -1, 1, 1);
            }

            // Adaptive instance normalization: the statistics of another image.
            [Fused(nameof(RestyledFormula))]
            internal static partial Tensor Restyled(Tensor x, [PerInstance] Tensor mean, [PerInstance] Tensor deviation, double eps = 0.05);
            private static Tensor RestyledFormula(Tensor x, Tensor mean, Tensor deviation, double eps)
                => (x - x.mean([2L, 3L], keepdim: true)) / (x.var([2L, 3L], unbiased: true, keepdim: true) + eps).sqrt() * deviation.unsqueeze(-1).unsqueeze(-1) + mean.unsqueeze(-1).unsqueeze(-1);

            [Fused(nameof(SqueezedFormula))]
            internal static partial Tensor Squeezed(Tensor x, [PerChannel] Tensor weight);
            private static Tensor SqueezedFormula(Tensor x, Tensor weight) => x * (x.mean([2L, 3L], keepdim: true) * weight.view(1, -1, 1, 1)).sigmoid();

            [Fused(nameof(LargestOfChannelsFormula))]
            internal static partial Tensor LargestOfChannels(Tensor x, [PerChannel] Tensor weight);
            private static Tensor LargestOfChannelsFormula(Tensor x, Tensor weight)
                => x * weight.view(1, -1, 1, 1) / (1 + x.abs().amax([1L, 2L, 3L], keepdim: true)) + x.amin([2L, 3L], keepdim: true);

            // Numbers on a grid tie, within a channel and beside it: one call shares its gradient among all of them equally, two calls one after the other each among its own (found by random formulas).
            [Fused(nameof(TiedFormula))]
            internal static partial Tensor Tied(Tensor x, [PerChannel] Tensor weight);
            private static Tensor TiedFormula(Tensor x, Tensor weight)
            {
                var c = x + ((x / 2).round() - x).detach();
                var grouped = c.unflatten(1, 2, -1);
                var spread = grouped.amax([2L, 3L, 4L], keepdim: true) - grouped.amin([3L, 4L], keepdim: true).amin([2L], keepdim: true);
                return (grouped / (1 + spread)).flatten(1, 2) + c.amax([0L, 2L, 3L], keepdim: true) * c.amin([2L, 3L], keepdim: true).amin([1L], keepdim: true).amin([0L], keepdim: true) * weight.view(1, -1, 1, 1);
            }

            // Samples count by their own weight, as with replayed ones in continual learning.
            [Fused(nameof(WeightedBatchFormula))]
            internal static partial Tensor WeightedBatch(Tensor x, [PerRow] Tensor p, [PerChannel] Tensor gamma, double eps = 0.05);
            private static Tensor WeightedBatchFormula(Tensor x, Tensor p, Tensor gamma, double eps)
            {
                var weights = p.square().view(-1, 1, 1, 1);
                var mean = (weights * x.mean([2L, 3L], keepdim: true)).sum([0L], keepdim: true);
                var variance = (weights * (x - mean).square().mean([2L, 3L], keepdim: true)).sum([0L], keepdim: true);
                return (x - mean) / (variance + eps).sqrt() * gamma.view(1, -1, 1, 1);
            }

            // Ones behind the samples say how many dimensions there are, as ones behind the channels do (found by random formulas).
            [Fused(nameof(BySampleFormula))]
            internal static partial Tensor BySample(Tensor x, [PerRow] Tensor shift, [PerInstance] Tensor gate);
            private static Tensor BySampleFormula(Tensor x, Tensor shift, Tensor gate) => (x - shift.view(-1, 1, 1, 1)) * gate.unsqueeze(-1).unsqueeze(-1).sigmoid();

            // Numbers of three kinds at once: of the group, of the channel of a sample, of the channel.
            [Fused(nameof(GroupAndInstanceFormula))]
            internal static partial Tensor GroupAndInstance(Tensor x, [PerChannel] Tensor weight, long groups = 2, double eps = 0.05);
            private static Tensor GroupAndInstanceFormula(Tensor x, Tensor weight, long groups, double eps)
            {
                var instance = x.mean([2L, 3L], keepdim: true);
                var centred = (x - instance) * weight.view(1, -1, 1, 1);
                var grouped = centred.unflatten(1, groups, -1);
                var scale = rsqrt(grouped.square().mean([2L, 3L, 4L], keepdim: true) + eps);
                return (grouped * scale).flatten(1, 2) + instance * weight.view(1, -1, 1, 1);
            }

            // No positions are folded at all.
            [Fused(nameof(ChannelGateFormula))]
            internal static partial Tensor ChannelGate(Tensor x, Tensor y, [PerChannel] Tensor weight, [PerInstance] Tensor gate);
            private static Tensor ChannelGateFormula(Tensor x, Tensor y, Tensor weight, Tensor gate)
                => x * weight.view(1, -1, 1, 1).sigmoid() + y * gate.view(x.shape[0], x.shape[1], 1, 1).tanh();

            // Numbers of a position: the norm over channels.
            [Fused(nameof(PositionNormFormula))]
            internal static partial Tensor PositionNorm(Tensor x, [PerChannel] Tensor weight, double eps = 0.05);
            private static Tensor PositionNormFormula(Tensor x, Tensor weight, double eps)
                => x * rsqrt(x.square().mean([1L], keepdim: true) + eps) * weight.view(1, -1, 1, 1) + x.amax([1L], keepdim: true);

            // A mask with a gradient: a sum over channels at each position.
            [Fused(nameof(SoftMaskFormula))]
            internal static partial Tensor SoftMask(Tensor x, [PerPosition] Tensor mask, [PerChannel] Tensor weight);
            private static Tensor SoftMaskFormula(Tensor x, Tensor mask, Tensor weight)
                => (x - x.mean([2L, 3L], keepdim: true)) * mask.sigmoid() * weight.view(1, -1, 1, 1) + mask;

            // What region normalization learns its masks from: mean and maximum over the channels, as results of their own.
            [Fused(nameof(AttentionFormula))]
            internal static partial (Tensor Mean, Tensor Largest, Tensor Gated) Attention(Tensor x, [PerChannel] Tensor weight);
            private static (Tensor, Tensor, Tensor) AttentionFormula(Tensor x, Tensor weight)
            {
                var mean = (x * weight.view(1, -1, 1, 1)).mean([1L], keepdim: true);
                return (mean, x.amax([1L], keepdim: true), x * mean.sigmoid());
            }

        """;

    private const string AnyRank = """
            [Fused(nameof(FlatInstanceFormula))]
            internal static partial Tensor FlatInstance(Tensor x, [PerChannel] Tensor weight, double eps = 0.05);
            private static Tensor FlatInstanceFormula(Tensor x, Tensor weight, double eps)
            {
                var flat = x.flatten(2);
                return (flat * rsqrt(flat.square().mean([2L], keepdim: true) + eps) * weight.unsqueeze(-1)).view_as(x);
            }

            [Fused(nameof(FlatGroupsFormula))]
            internal static partial Tensor FlatGroups(Tensor x, [PerChannel] Tensor weight, long groups = 2, double eps = 0.05);
            private static Tensor FlatGroupsFormula(Tensor x, Tensor weight, long groups, double eps)
            {
                var grouped = x.reshape(x.shape[0], groups, -1);
                var scaled = (grouped * rsqrt(grouped.square().mean([-1L], keepdim: true) + eps)).reshape(x.shape);
                return (scaled.flatten(2) * weight.unsqueeze(-1)).reshape(x.shape);
            }

        """;

    private const string Rows = """
            // PowerNorm's scaling of each head's part of a token.
            [Fused(nameof(GroupScaledFormula))]
            internal static partial Tensor GroupScaled(Tensor x, [PerFeature] Tensor weight, long groups = 2, double eps = 0.05);
            private static Tensor GroupScaledFormula(Tensor x, Tensor weight, long groups, double eps)
            {
                var grouped = x.reshape(-1, groups, x.shape[^1] / groups);
                return (grouped * rsqrt(grouped.square().mean([-1L], keepdim: true) + eps)).reshape(x.shape) * weight;
            }

            [Fused(nameof(GroupSoftmaxFormula))]
            internal static partial Tensor GroupSoftmax(Tensor x, [PerFeature] Tensor weight);
            private static Tensor GroupSoftmaxFormula(Tensor x, Tensor weight)
            {
                var grouped = (x * weight).reshape(-1, 2, x.size(-1) / 2);
                return (nn.functional.softmax(grouped, -1) * grouped.sum([-2L, -1L], keepdim: true).sigmoid()).reshape(x.shape);
            }

        """;
}
