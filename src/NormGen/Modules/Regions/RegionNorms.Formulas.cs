using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

// The formulas, in the order of the methods they belong to. Positions are one dimension in them, whatever the rank of the input.
public static partial class RegionNorms
{
    private static Tensor RegionNormFormula(Tensor x, Tensor mask, double threshold, double eps)
    {
        var (flat, inside) = (x.flatten(2), Inside(mask, threshold));
        return where(inside > 0, OfBatch(flat, inside, eps), OfBatch(flat, 1 - inside, eps)).view_as(x);
    }

    private static Tensor RegionNormPerSampleFormula(Tensor x, Tensor mask, double threshold, double eps)
    {
        var (flat, inside) = (x.flatten(2), Inside(mask, threshold));
        return where(inside > 0, OfSample(flat, inside, eps), OfSample(flat, 1 - inside, eps)).view_as(x);
    }

    private static Tensor BasicFormula(Tensor x, Tensor mask, Tensor foreground_gamma, Tensor background_gamma, Tensor foreground_beta, Tensor background_beta, double eps)
    {
        var (flat, inside) = (x.flatten(2), Inside(mask, 0.5));
        return where(inside > 0, Scaled(OfBatch(flat, inside, eps), foreground_gamma, foreground_beta), Scaled(OfBatch(flat, 1 - inside, eps), background_gamma, background_beta)).view_as(x);
    }

    private static Tensor BasicPerSampleFormula(Tensor x, Tensor mask, Tensor foreground_gamma, Tensor background_gamma, Tensor foreground_beta, Tensor background_beta, double eps)
    {
        var (flat, inside) = (x.flatten(2), Inside(mask, 0.5));
        return where(inside > 0, Scaled(OfSample(flat, inside, eps), foreground_gamma, foreground_beta), Scaled(OfSample(flat, 1 - inside, eps), background_gamma, background_beta)).view_as(x);
    }

    // Of float32, which takes the type of what it meets: two doubles would make everything after them float64.
    private static Tensor Inside(Tensor mask, double threshold) => where(mask.flatten(2) >= threshold, 1f, 0f);

    // The reference fills the other region with the mean and normalizes all pixels: that divides the region's variance, and not eps, by what the region is of the whole.
    private static Tensor OfBatch(Tensor flat, Tensor inside, double eps)
    {
        var pixels = inside.sum([0L, 2L], keepdim: true).clamp_min(1);
        var centred = flat - (flat * inside).sum([0L, 2L], keepdim: true) / pixels;
        var variance = (centred * inside).square().sum([0L, 2L], keepdim: true) / pixels;
        return centred * rsqrt(variance + eps * (flat.shape[0] * flat.shape[2]) / pixels);
    }

    private static Tensor OfSample(Tensor flat, Tensor inside, double eps)
    {
        var pixels = inside.sum([2L], keepdim: true).clamp_min(1);
        var centred = flat - (flat * inside).sum([2L], keepdim: true) / pixels;
        var variance = (centred * inside).square().sum([2L], keepdim: true) / pixels;
        return centred * rsqrt(variance + eps * flat.shape[2] / pixels);
    }

    private static Tensor Scaled(Tensor normalized, Tensor gamma, Tensor beta) => normalized * (1 + gamma.unsqueeze(-1)) + beta.unsqueeze(-1);
}
