using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas that call fused methods, differentiated twice: each of these is a node of the graph inside the formula's own.</summary>
public class NestedFormulaTests
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile("""
            [Fused(nameof(GatedFormula))]
            internal static partial Tensor Gated(Tensor x, [PerFeature] Tensor w);
            private static Tensor GatedFormula(Tensor x, Tensor w) => x * w.sigmoid() * rsqrt(x.square().mean([-1L], keepdim: true) + 0.5);

            [Fused(nameof(GatedTwiceFormula))]
            internal static partial Tensor GatedTwice(Tensor x, [PerFeature] Tensor w, [PerFeature] Tensor v);
            private static Tensor GatedTwiceFormula(Tensor x, Tensor w, Tensor v) => Gated(Gated(x, w), v) + 0.125 * x;
        """));

    /// <summary>A gradient of the inner call leads to the node of that call. It was let go twice, which ended the process a few calls later.</summary>
    [Fact]
    public void GradientsThatLeadToTheirOwnNodeAreLetGoOnce()
    {
        for (var i = 0; i < 10; i++) new Comparison(Library.Value["GatedTwice"], [40, 33], ScalarType.Float64) { IsTwice = true, Seed = (ulong)i }.Check();
    }
}
