using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas that return results and update statistics beside them: the results and gradients of the formula, its new statistics in the buffers.</summary>
public class RunningStatisticsTests
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile("""
            // Batch normalization: gradients flow through the statistics of the batch, none through the running ones.
            [Fused(nameof(BatchNormFormula))]
            internal static partial Tensor BatchNorm(Tensor x, [PerChannel] Tensor weight, [PerChannel, Updated] Tensor mean, [PerChannel, Updated] Tensor variance, double momentum = 0.25, double eps = 0.05);
            private static (Tensor Y, Tensor mean, Tensor variance) BatchNormFormula(Tensor x, Tensor weight, Tensor mean, Tensor variance, double momentum, double eps)
            {
                var ownMean = x.mean([0L, 2L, 3L]);
                var squares = (x - ownMean.view(1, -1, 1, 1)).square();
                var own = squares.mean([0L, 2L, 3L]);
                var unbiased = squares.sum([0L, 2L, 3L]) / (x.shape[0] * x.shape[2] * x.shape[3] - 1);
                var y = (x - ownMean.view(1, -1, 1, 1)) * rsqrt(own + eps).view(1, -1, 1, 1) * weight.view(1, -1, 1, 1);
                return (y, mean * (1 - momentum) + ownMean.detach() * momentum, variance * (1 - momentum) + unbiased.detach() * momentum);
            }

            // PowerNorm's order, over tokens of any number of dimensions: what was running before normalizes, and is updated after; the statistic is saved as it was.
            [Fused(nameof(PowerFormula))]
            internal static partial (Tensor Y, Tensor Batch) Power(Tensor x, [PerFeature] Tensor weight, [PerFeature, Updated] Tensor phi, double alpha = 0.9, double eps = 0.05);
            private static (Tensor Y, Tensor phi, Tensor Batch) PowerFormula(Tensor x, Tensor weight, Tensor phi, double alpha, double eps)
            {
                var own = x.reshape(-1, x.shape[^1]).square().mean([0L]);
                return (x * rsqrt(phi.abs() + eps) * weight, alpha * phi + (1 - alpha) * own, own);
            }
        """));

    public static TheoryData<string, bool> Cases => new() { { "BatchNorm", true }, { "BatchNorm", false }, { "Power", true }, { "Power", false } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void AreTheFormulas(string name, bool isDouble)
    {
        foreach (var shape in name == "Power" ? new long[][] { [5, 7], [64, 33], [1, 16], [2, 3, 9] } : [[2, 3, 4, 5], [6, 4, 1, 1], [3, 8, 17, 3]])
            new Comparison(Library.Value[name], shape, isDouble ? ScalarType.Float64 : ScalarType.Float32) { IsTwice = isDouble, Used = (i, _) => i == 0 }.Check();
    }

    [Fact]
    public void AStatisticThatRequiresAGradientIsRefused()
    {
        using var scope = NewDisposeScope();
        var problem = Assert.Throws<InvalidOperationException>(() => Library.Value["Power"].CallKernel(randn(3, 5), randn(5), rand(5).requires_grad_()));
        Assert.Contains("'phi' requires a gradient", problem.Message, StringComparison.Ordinal);
    }
}
