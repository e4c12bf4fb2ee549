using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Placement;

/// <summary>Generated blocks against the same block written by hand, in float64.</summary>
public class PlacementNumericsTests
{
    private const int Depth = 3;

    public static TheoryData<string, string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string, bool>();
            foreach (var placement in new[] { "PreLN", "PostLN", "PeriLN", "OutputNorm" })
            {
                foreach (var norm in new[] { "RMSNorm", "FusedLayerNorm" })
                {
                    foreach (var scale in new[] { "", "0.25", "ResidualScale.InverseBranches", "ResidualScale.InverseSqrtBranches" })
                    {
                        cases.Add(placement, norm, scale, true);
                        cases.Add(placement, norm, scale, false);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputsAndAllGradientsAreThoseOfTheBlockWrittenByHand(string placement, string norm, string scale, bool fuse)
    {
        using var everything = NewDisposeScope();
        var block = Make(placement, norm, scale, fuse, width: 6).to(ScalarType.Float64);
        manual_seed(7);
        var parameters = block.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        using (no_grad())
        {
            foreach (var parameter in parameters.Values) parameter.add_(randn_like(parameter) * 0.3);
        }

        var hand = new HandWrittenBlock(parameters, placement, norm == "FusedLayerNorm", 1e-6, Factor(scale));
        foreach (var shape in new long[][] { [2, 5, 6], [3, 6], [1, 1, 6], [6] })
        {
            var x = randn(shape, dtype: ScalarType.Float64, requires_grad: true);
            var mask = rand(shape, dtype: ScalarType.Float64, requires_grad: true);
            var dy = randn(shape, dtype: ScalarType.Float64);
            var inputs = parameters.Values.Prepend(mask).Prepend(x).ToArray();

            var ours = block.call(x, mask);
            var theirs = hand.Forward(x, mask);
            AssertClose(theirs, ours, "output");
            var names = parameters.Keys.Prepend("mask").Prepend("x").ToArray();
            var ourGradients = autograd.grad([ours], inputs, [dy]);
            var theirGradients = autograd.grad([theirs], inputs, [dy]);
            for (var i = 0; i < inputs.Length; i++) AssertClose(theirGradients[i], ourGradients[i], names[i]);
        }
    }

    [Fact]
    public void TwoSublayersAndThreeBlocksAreSixBranches()
    {
        using var everything = NewDisposeScope();
        var sqrt = Make("PreLN", "RMSNorm", "ResidualScale.InverseSqrtBranches", true, width: 4);
        var plain = Make("PreLN", "RMSNorm", "ResidualScale.InverseBranches", true, width: 4);
        Assert.Equal(1 / Math.Sqrt(6), ScaleOf(sqrt));
        Assert.Equal(1 / 6.0, ScaleOf(plain));

        static double ScaleOf(nn.Module module) => (double)module.GetType().GetField("residualScale", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(module)!;
    }

    [Theory]
    [InlineData("PreLN")]
    [InlineData("PostLN")]
    [InlineData("PeriLN")]
    [InlineData("OutputNorm")]
    public void TrainingAndEvaluationAreTheSame(string placement)
    {
        using var everything = NewDisposeScope();
        var block = Make(placement, "RMSNorm", "", true, width: 6);
        var x = randn(4, 6);
        var mask = ones(4, 6);
        var trained = block.call(x, mask);
        block.eval();
        Assert.Equal(trained.data<float>().ToArray(), block.call(x, mask).data<float>().ToArray());
    }

    private static double Factor(string scale) => scale switch
    {
        "" => 1,
        "0.25" => 0.25,
        "ResidualScale.InverseBranches" => 1.0 / (2 * Depth),
        _ => 1 / Math.Sqrt(2 * Depth),
    };

    private static nn.Module<Tensor, Tensor, Tensor> Make(string placement, string norm, string scale, bool fuse, long width)
        => BlockLibrary.Make(placement, norm, scale, fuse, width, Depth);

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().item<double>() / Math.Max(expected.abs().max().item<double>(), 1e-30);
        Assert.True(error < 1e-10, $"{what}: relative error {error:E2}");
    }
}
