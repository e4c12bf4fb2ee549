using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Placement;

/// <summary>Joints that take over what sublayers open and close with, against the same modules composed.</summary>
[Collection(CountingTensors.Name)]
public class EndedBlockTests
{
    internal const long Width = 6;
    private static readonly long[][] Shapes = [[2, 5, Width], [3, Width], [1, 1, Width], [Width]];

    public static TheoryData<string, bool, double> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, double>();
            foreach (var kind in new[] { "PreLN", "PostLN", "PeriLN" })
            {
                cases.Add(kind, true, 0.3);
                cases.Add(kind, true, 0);
                cases.Add(kind, false, 0.3);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ValuesAndAllGradientsAreThoseOfTheModules(string kind, bool train, double p)
    {
        using var everything = NewDisposeScope();
        using var block = Make("Ended" + kind, p).to(ScalarType.Float64);
        block.train(train);
        Compare(block, 1e-10);
    }

    [Theory]
    [InlineData("PreLN")]
    [InlineData("PostLN")]
    [InlineData("PeriLN")]
    public void InSinglePrecisionAsWell(string kind)
    {
        using var everything = NewDisposeScope();
        using var block = Make("Ended" + kind, 0.3);
        Compare(block, 1e-5);
    }

    [Theory]
    [InlineData("PreLN")]
    [InlineData("PostLN")]
    [InlineData("PeriLN")]
    public void ComposedItIsTheSameAndSoIsTheState(string kind)
    {
        using var everything = NewDisposeScope();
        using var fused = Make("Ended" + kind, 0.3).to(ScalarType.Float64);
        using var composed = Make("Composed" + kind, 0.3).to(ScalarType.Float64);
        var (state, other) = (fused.state_dict(), composed.state_dict());
        Assert.Equal(other.Keys, state.Keys);
        foreach (var key in state.Keys) Assert.Equal(other[key].shape, state[key].shape);
        using (no_grad())
        {
            foreach (var key in state.Keys) other[key].copy_(state[key]);
        }

        fused.eval();
        composed.eval();
        var x = randn(3, Width, dtype: ScalarType.Float64);
        Close(composed.call(x), fused.call(x), 1e-12, "output");
    }

    [Fact]
    public void TheStateHasTheNamesOfTheUsersModulesAndOfTheNorms()
    {
        using var block = Make("EndedPeriLN", 0.1);
        string[] expected =
        [
            "gamma", "mixer.weight", "mixer.bias", "mlp.open.weight", "mlp.up.weight", "mlp.up.bias", "mlp.down.weight", "mlp.down.bias", "gate.0.weight",
            "last.0.weight", "last.0.bias", "last.1.weight", "last.2.weight", "last.2.bias", "last.4.weight", "last.4.bias",
            .. from sublayer in new[] { "mixer", "mlp", "gate", "last" } from end in new[] { "in", "out" } select $"{sublayer}_norm_{end}.weight",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), block.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("PreLN")]
    [InlineData("PeriLN")]
    public void ASeedOfTorchRepeatsTheMasks(string kind)
    {
        using var everything = NewDisposeScope();
        using var block = Make("Ended" + kind, 0.5);
        var x = randn(4, Width);
        manual_seed(11);
        var first = block.call(x);
        var second = block.call(x);
        manual_seed(11);
        Assert.Equal(first.data<float>().ToArray(), block.call(x).data<float>().ToArray());
        Assert.NotEqual(first.data<float>().ToArray(), second.data<float>().ToArray());
        block.eval();
        Assert.Equal(block.call(x).data<float>().ToArray(), block.call(x).data<float>().ToArray());
    }

    [Theory]
    [InlineData("PreLN", true)]
    [InlineData("PostLN", true)]
    [InlineData("PeriLN", true)]
    [InlineData("PeriLN", false)]
    public void SecondDerivativesDrawTheSameMasks(string kind, bool train)
    {
        using var everything = NewDisposeScope();
        using var block = Make("Ended" + kind, 0.3).to(ScalarType.Float64);
        block.train(train);
        var x = randn([3, Width], dtype: ScalarType.Float64, requires_grad: true);
        Tensor Twice(Func<Tensor, Tensor> forward)
        {
            manual_seed(5);
            var first = autograd.grad([forward(x).square().sum()], [x], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [x])[0];
        }

        Close(Twice(new EndedOracle(block).Forward), Twice(block.call), 1e-9, "second derivative");
    }

    [Fact]
    public void ASequentialThatWasChangedIsRefusedByName()
    {
        using var block = Make("EndedPreLN", 0.1);
        ((IEndedBlock)block).Mlp.append(nn.Identity());
        var error = Assert.Throws<InvalidOperationException>(() => block.call(randn(2, Width)));
        Assert.StartsWith("The sublayer 'mlp' was a Sequential of 5 modules with RMSNorm at place 0 where the block makes it, and now has 6", error.Message);
    }

    [Theory]
    [InlineData("PreLN")]
    [InlineData("PostLN")]
    [InlineData("PeriLN")]
    public void NothingIsLeftBehind(string kind)
    {
        using var block = Make("Ended" + kind, 0.3);
        using var x = randn([4, Width], requires_grad: true);
        void Step()
        {
            using var scope = NewDisposeScope();
            block.call(x).sum().backward();
            using (no_grad()) block.call(x).Dispose();
        }

        CountingTensors.AssertNothingStays(Step);
    }

    private static void Compare(nn.Module<Tensor, Tensor> block, double tolerance)
    {
        var oracle = new EndedOracle(block);
        var (names, parameters) = (block.named_parameters().Select(p => p.name).Prepend("x").ToArray(), block.parameters().ToArray());
        manual_seed(7);
        using (no_grad())
        {
            foreach (var parameter in parameters) parameter.add_(randn_like(parameter) * 0.3);
        }

        foreach (var shape in Shapes)
        {
            var x = randn(shape, dtype: parameters[0].dtype, requires_grad: true);
            var dy = randn(shape, dtype: parameters[0].dtype);
            Tensor[] inputs = [x, .. parameters];
            manual_seed(3);
            var theirs = oracle.Forward(x);
            manual_seed(3);
            var ours = block.call(x);
            Close(theirs, ours, tolerance, "output");
            var ourGradients = autograd.grad([ours], inputs, [dy]);
            var theirGradients = autograd.grad([theirs], inputs, [dy]);
            for (var i = 0; i < inputs.Length; i++) Close(theirGradients[i], ourGradients[i], 10 * tolerance, names[i]);
            manual_seed(3);
            using (no_grad()) Close(theirs, block.call(x), tolerance, "output without gradients");
        }
    }

    internal static nn.Module<Tensor, Tensor> Make(string name, double p)
        => (nn.Module<Tensor, Tensor>)Activator.CreateInstance(Type.GetType("NormGen.Tests.Placement." + name, throwOnError: true)!, Width, p)!;

    private static void Close(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().to(ScalarType.Float64).item<double>() / Math.Max(expected.abs().max().to(ScalarType.Float64).item<double>(), 1e-3);
        Assert.True(error < tolerance, $"{what}: relative error {error:E2}");
    }
}
