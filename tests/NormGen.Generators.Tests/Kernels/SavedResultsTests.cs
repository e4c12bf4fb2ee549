using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Results that backward reads instead of computing a function of elements again.</summary>
public class SavedResultsTests
{
    [Theory]
    [InlineData("Sink", "Simd.Exp")]
    [InlineData("Squashed", "Simd.Tanh")]
    [InlineData("SquashedTwice", "Simd.Tanh")]
    public void BackwardComputesNoFunctionThatAResultHolds(string name, string function)
    {
        var file = UserFormulas.File(name);
        var backward = file.IndexOf("public static void Backward", StringComparison.Ordinal);
        Assert.Contains("SavedResults = [0],", file);
        Assert.Contains(function, file[..backward]);
        Assert.DoesNotContain(function, file[backward..]);
    }

    [Theory]
    [InlineData("SoftGate")] // the result has another factor of its elements
    [InlineData("Clipped")]
    [InlineData("Activated")]
    public void NoResultIsReadThatHoldsNone(string name) => Assert.DoesNotContain("SavedResults", UserFormulas.File(name));

    [Fact]
    public void ASoftmaxNeedsNothingElseOfForward()
    {
        var file = UserFormulas.File("Sink");
        Assert.Contains("backward  2 sweeps a row: reads dy, y; writes dx", file);
        Assert.DoesNotContain("Statistics", file);
    }

    [Fact]
    public void ASumOfTensorsIsReadInPlaceOfOneOfThem()
    {
        var file = UserFormulas.File("GatedPair");
        Assert.Contains("SavedResults = [0],", file);
        Assert.Contains("reads f, gate, gain, dStream, dNormed, Stream,", file[file.IndexOf("//   backward", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData("Sink")]
    [InlineData("Squashed")]
    [InlineData("GatedPair")]
    public void AResultThatWasOverwrittenIsRefusedByTorch(string name)
    {
        using var scope = NewDisposeScope();
        var formula = UserFormulas.Get(name);
        var tensors = formula.Tensors.Select((_, i) => ones(formula.ShapeOf(i, [4, 16])).requires_grad_()).ToArray();
        var results = formula.CallKernel(tensors);
        results[0].add_(1);
        Assert.ThrowsAny<Exception>(() => results.Aggregate(zeros(1), (sum, y) => sum + y.sum()).backward());
        Assert.Contains("modified by an inplace operation", NormGen.Kernels.Autograd.BackwardFailure.Last!.Message);
    }

    [Theory]
    [InlineData("Sink")]
    [InlineData("Squashed")]
    [InlineData("GatedPair")]
    public void SecondDerivativesAreThoseOfTheFormula(string name)
    {
        using var scope = NewDisposeScope();
        var formula = UserFormulas.Get(name);
        using var generator = new Generator(3);
        var data = formula.Tensors.Select((_, i) => randn(formula.ShapeOf(i, [5, 9]), dtype: ScalarType.Float64, generator: generator)).ToArray();
        var (direction, second) = (randn([5, 9], dtype: ScalarType.Float64, generator: generator), randn([5, 9], dtype: ScalarType.Float64, generator: generator));
        var expected = Second(formula.CallFormula);
        Assert.True((expected - Second(formula.CallKernel)).abs().max().item<double>() < 1e-12);

        Tensor Second(Func<IReadOnlyList<Tensor>, Tensor[]> call)
        {
            Tensor[] leaves = [.. data.Select(d => d.clone().requires_grad_())];
            var first = autograd.grad([call(leaves).Select(y => (y * direction).sum()).Aggregate((sum, y) => sum + y)], [leaves[0]], retain_graph: true, create_graph: true)[0];
            return autograd.grad([(first * second).sum()], [leaves[0]])[0];
        }
    }

    [Fact]
    public void AResultIsLetGoWithItsGraph()
    {
        var formula = UserFormulas.Get("Squashed");
        using var scope = NewDisposeScope();
        var tensors = formula.Tensors.Select((_, i) => ones(formula.ShapeOf(i, [512, 4096])).requires_grad_()).ToArray();
        var before = Resident();
        for (var i = 0; i < 300; i++)
        {
            using var call = NewDisposeScope();
            formula.CallKernel(tensors);
        }

        // 2.5 GB if they stayed; other tests of this process hold memory too.
        Assert.True(Resident() - before < 1_200_000_000, "results of 8 MB stay behind");

        static long Resident()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Environment.WorkingSet;
        }
    }
}
