using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Kernels over channels and groups against their formulas: results and every gradient.</summary>
public class ChannelFormulaTests
{
    private static readonly long[][] Images = [[1, 2, 1, 1], [2, 4, 3, 5], [3, 6, 1, 17], [1, 8, 9, 7], [5, 2, 4, 4], [2, 4, 16, 16], [40, 4, 8, 8], [0, 4, 3, 3], [2, 6, 33, 31]];
    private static readonly long[][] AnyRank = [[2, 4, 1], [3, 4, 7], [2, 6, 5, 3], [1, 2, 3, 4, 5], [70, 8, 16]];
    private static readonly long[][] Rows = [[2, 4], [7, 16], [3, 2, 34], [130, 64], [4, 2], [0, 8], [10]];

    public static TheoryData<string> Names => [.. ChannelFormulas.ImageNames, .. ChannelFormulas.AnyRankNames, .. ChannelFormulas.RowNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void AreTheFormulaInFloat64(string name) => ForAllShapes(name, ScalarType.Float64);

    [Theory]
    [MemberData(nameof(Names))]
    public void AreTheFormulaInFloat32(string name) => ForAllShapes(name, ScalarType.Float32);

    [Theory]
    [MemberData(nameof(Names))]
    public void TakeTensorsThatAreNotContiguous(string name)
    {
        var formula = ChannelFormulas.Get(name);
        foreach (var layout in Layout.All) new Comparison(formula, Shapes(name)[1], ScalarType.Float64) { Layouts = i => formula.Tensors[i].GetCustomAttributesData().Count == 0 ? layout : Layout.Contiguous }.Check();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AnySubsetOfTheTensorsMayWantAGradient(string name)
    {
        var formula = ChannelFormulas.Get(name);
        for (var subset = 0; subset < 1 << formula.Tensors.Length; subset++) new Comparison(formula, Shapes(name)[1], ScalarType.Float64) { Needs = i => (subset >> i & 1) != 0 }.Check();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AGradientMayBeAnExpandedNumber(string name)
        => new Comparison(ChannelFormulas.Get(name), Shapes(name)[1], ScalarType.Float64) { Incoming = g => tensor(0.7f).expand(g.shape) }.Check();

    [Theory]
    [MemberData(nameof(Names))]
    public void SecondDerivativesAreThoseOfTheFormula(string name)
    {
        using var scope = NewDisposeScope();
        var formula = ChannelFormulas.Get(name);
        using var generator = new Generator(11);
        var tensors = formula.Tensors.Select((_, i) => randn(formula.ShapeOf(i, Shapes(name)[1]), dtype: ScalarType.Float64, generator: generator)).ToArray();
        var expected = Second(formula.CallFormula);
        var actual = Second(formula.CallKernel);
        for (var i = 0; i < expected.Count; i++) Assert.True((expected[i] - actual[i]).abs().max().item<double>() <= 1e-9 * Math.Max(1, expected[i].abs().max().item<double>()));

        List<Tensor> Second(Func<IReadOnlyList<Tensor>, Tensor[]> call)
        {
            var leaves = tensors.Select(t => t.clone().requires_grad_()).ToArray();
            var loss = call(leaves).Select(y => y.pow(3).sum()).Aggregate((a, b) => a + b);
            var first = autograd.grad([loss], leaves, retain_graph: true, create_graph: true, allow_unused: true).Where(g => g is { IsInvalid: false }).ToList();
            var second = autograd.grad([first.Select(g => g.square().sum()).Aggregate((a, b) => a + b)], leaves, allow_unused: true);
            return [.. second.Zip(leaves, (g, leaf) => g is { IsInvalid: false } ? g : zeros_like(leaf))];
        }
    }

    [Fact]
    public void GroupsMustDivideTheChannels()
    {
        using var scope = NewDisposeScope();
        var problem = Assert.Throws<ArgumentException>(() => ChannelFormulas.Get("GroupStandard").CallKernel(randn(2, 5, 3, 3), randn(5), randn(5)));
        Assert.Equal("x", problem.ParamName);
        Assert.Contains("2 groups do not divide the 5 channels of 'x' [2, 5, 3, 3]", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AParameterOfAnotherNumberOfChannelsIsNamed()
    {
        using var scope = NewDisposeScope();
        var problem = Assert.Throws<ArgumentException>(() => ChannelFormulas.Get("GroupStandard").CallKernel(randn(2, 4, 3, 3), randn(3), randn(4)));
        Assert.Equal("weight", problem.ParamName);
        Assert.Contains("expected [4], one number for each channel of 'x'", problem.Message, StringComparison.Ordinal);
    }

    private static long[][] Shapes(string name) => ChannelFormulas.AnyRankNames.Contains(name) ? AnyRank : ChannelFormulas.RowNames.Contains(name) ? Rows : Images;

    private static void ForAllShapes(string name, ScalarType type)
    {
        var formula = ChannelFormulas.Get(name);
        foreach (var shape in Shapes(name)) new Comparison(formula, shape, type).Check();
    }
}
