using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Random numbers of kernels are those of the formula, place by place: in every shape, type and layout, forward and backward, cut in any way.</summary>
public class RandomNumberTests
{
    private static readonly long[][] Rows = [[1, 7], [5, 1], [6, 16], [4, 17], [9, 63], [3, 1023], [17], [1], [2, 3, 17], [0, 7], [700, 64], [130, 513]];
    private static readonly long[][] GroupedRows = [[2, 4], [7, 16], [3, 2, 34], [130, 64], [4, 2], [10]];
    private static readonly long[][] Matrices = [[5, 1], [6, 16], [4, 17], [700, 64], [130, 513]];
    private static readonly long[][] Images = [[1, 2, 1, 1], [2, 4, 3, 5], [3, 6, 1, 17], [5, 2, 4, 4], [40, 4, 8, 8], [0, 4, 3, 3], [2, 6, 33, 31]];
    private static readonly long[][] Parameters = [[1, 7], [5, 1], [4, 17], [3, 1023], [700, 33], [64, 1030], [40000], [3], [4, 3, 5], [0, 5]];
    private static readonly ScalarType[] Types = [ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16];

    public static TheoryData<string> Names => [.. RandomNumberFormulas.RowNames, .. RandomNumberFormulas.MatrixNames, .. RandomNumberFormulas.ImageNames];

    public static TheoryData<string> UpdateNames => [.. RandomNumberFormulas.UpdateNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void ResultsAndGradientsAreTheFormulas(string name)
    {
        foreach (var type in Types)
            foreach (var shape in Shapes(name)) new Comparison(RandomNumberFormulas.Get(name), shape, type) { Accuracy = Near(type) }.Check();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PlacesAreCountedInTheTensorAndNotInMemory(string name)
    {
        var formula = RandomNumberFormulas.Get(name);
        foreach (var layout in Layout.All)
            new Comparison(formula, Shapes(name)[3], ScalarType.Float64) { Layouts = i => formula.Tensors[i].GetCustomAttributesData().Count == 0 ? layout : Layout.Contiguous }.Check();
    }

    [Theory]
    [MemberData(nameof(UpdateNames))]
    public void UpdatesAreTheFormula(string name)
    {
        foreach (var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
        {
            foreach (var shape in Parameters) Check(shape, type, (_, t) => t);
            foreach (var layout in Layout.All.Where(l => !l.Overlaps)) Check([70, 517], type, (_, t) => layout.Of(t));
        }

        void Check(long[] shape, ScalarType type, Func<int, Tensor, Tensor> lay)
            => new UpdateComparison(RandomNumberFormulas.Get(name), shape, type) { Lay = lay, Accuracy = new(type == ScalarType.Float64 ? 1e-12 : 2e-6, Noise: 0, Slack: 0) }.Check();
    }

    [Fact]
    public void AnUpdateOfElementsIsCutAnywhere()
        => Assert.Contains("Pointwise = true", RandomNumberFormulas.File("NoisyStep"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Dropped")]
    [InlineData("Drawn")]
    public void EveryBitIsTheFormulas(string name)
    {
        using var scope = NewDisposeScope();
        var formula = RandomNumberFormulas.Get(name);
        foreach (var type in Types)
        {
            foreach (var shape in Rows)
            {
                foreach (var layout in Layout.All.Prepend(Layout.Contiguous))
                {
                    var x = layout.Of(randn(shape, dtype: ScalarType.Float32).to(type));
                    var (wanted, actual) = (formula.CallFormula(x)[0], formula.CallKernel(x)[0]);
                    Assert.Equal(x.shape, wanted.shape);
                    Assert.True(actual.eq(wanted.to(type)).all().item<bool>(), $"{name} [{string.Join(", ", shape)}] {type} {layout}");
                }
            }
        }
    }

    [Fact]
    public void AMaskIsTheSameInAllTypesAndForwardAndBackward()
    {
        using var scope = NewDisposeScope();
        var formula = RandomNumberFormulas.Get("Dropped");
        var wanted = formula.CallFormula(ones(300, 131, dtype: ScalarType.Float64))[0].ne(0);
        foreach (var type in Types)
        {
            var x = ones(300, 131, dtype: type).requires_grad_();
            var y = formula.CallKernel(x)[0];
            y.sum().backward();
            Assert.True(y.ne(0).eq(wanted).all().item<bool>());
            Assert.True(x.grad!.ne(0).eq(wanted).all().item<bool>());
        }
    }

    [Theory]
    [InlineData("Residual")]
    [InlineData("DroppedBatch")]
    [InlineData("DroppedRows")]
    public void SecondDerivativesDrawTheSameNumbers(string name)
    {
        using var scope = NewDisposeScope();
        var formula = RandomNumberFormulas.Get(name);
        using var generator = new torch.Generator(7);
        var leaves = Enumerable.Range(0, formula.Tensors.Length).Select(i => randn(formula.ShapeOf(i, [6, 19]), dtype: ScalarType.Float64, generator: generator).requires_grad_()).ToArray();
        var (wanted, actual) = (Twice(formula.CallFormula(leaves)), Twice(formula.CallKernel(leaves)));
        Assert.Contains(wanted, t => t.abs().max().item<double>() > 0);
        for (var i = 0; i < wanted.Length; i++) Assert.True((wanted[i] - actual[i]).abs().max().item<double>() < 1e-9, $"{name}: {formula.Tensors[i].Name}");

        Tensor[] Twice(Tensor[] results)
        {
            var first = autograd.grad([.. results.Select(r => r.pow(3).sum())], leaves, retain_graph: true, create_graph: true, allow_unused: true);
            return [.. autograd.grad([.. first.Select(g => g.square().sum())], leaves, allow_unused: true)];
        }
    }

    [Fact]
    public void GradientsOfTheAuthorsOwnDrawToo()
    {
        using var scope = NewDisposeScope();
        var x = randn(40, 33).requires_grad_();
        var gradient = randn(40, 33);
        RandomNumberFormulas.Get("Thinned").CallKernel(x)[0].backward([gradient]);
        Assert.True(x.grad!.eq(CounterRandom.dropout(2 * gradient, 0.5, 13)).all().item<bool>());
    }

    [Fact]
    public void NothingIsSavedOfAMask()
    {
        Assert.DoesNotContain("Statistic", RandomNumberFormulas.File("Dropped"), StringComparison.Ordinal);
        Assert.DoesNotContain("rows.Input(", RandomNumberFormulas.File("Dropped").Split("Backward<S, T, W, P>")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dropped", 1, 1.5, "p")]
    [InlineData("Dropped", 1, -0.1, "p")]
    [InlineData("Dropped", 1, double.NaN, "p")]
    [InlineData("Dropped", 2, 1L << 53, "seed")]
    [InlineData("Dropped", 2, long.MinValue, "seed")]
    [InlineData("TwoStreams", 2, (1L << 53) - 50, "(double)seed + (double)step")]
    public void ArgumentsThatDrawNothingAreNamed(string name, int parameter, object value, string expected)
    {
        using var scope = NewDisposeScope();
        var formula = RandomNumberFormulas.Get(name);
        var arguments = formula.Kernel.GetParameters().Select(p => p.ParameterType == typeof(Tensor) ? randn(3, 5) : p.DefaultValue).ToArray();
        arguments[parameter] = value;
        var problem = Assert.Throws<ArgumentOutOfRangeException>(() => formula.Kernel.Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, arguments, null));
        Assert.Equal(expected, problem.ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => formula.Formula.Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, arguments, null));
    }

    private static Accuracy Near(ScalarType type) => type == ScalarType.Float32 ? new(1e-5, Noise: 0, Slack: 0) : Accuracy.Of(type) with { Noise = 0, Slack = 0 };

    private static long[][] Shapes(string name) => name == "DroppedGroups" ? GroupedRows
        : RandomNumberFormulas.MatrixNames.Contains(name) ? Matrices
        : RandomNumberFormulas.ImageNames.Contains(name) ? Images : Rows;
}
