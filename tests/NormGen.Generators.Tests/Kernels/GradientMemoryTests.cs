using NormGen.Tests.Kernels;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Which gradients a kernel writes over incoming ones: those that are stored when what was there is not read any more.</summary>
public class GradientMemoryTests
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile("""
            // The gradient of b needs the sum of dy · softmax first; that of a is dy, and known at once.
            [Fused(nameof(SoftenedFormula))]
            internal static partial Tensor Softened(Tensor a, Tensor b);
            private static Tensor SoftenedFormula(Tensor a, Tensor b) => a + b.softmax(-1);

            // Two gradients come, two go.
            [Fused(nameof(JointFormula))]
            internal static partial (Tensor Stream, Tensor Normed) Joint(Tensor x, Tensor branch, [PerFeature] Tensor gain, double eps = 1e-6);
            private static (Tensor, Tensor) JointFormula(Tensor x, Tensor branch, Tensor gain, double eps)
            {
                var h = x + branch * rsqrt(branch.square().mean([-1L], keepdim: true) + eps);
                return (h, h * rsqrt(h.square().mean([-1L], keepdim: true) + eps) * gain);
            }

            // The second pass reads again what came.
            [Fused(nameof(ColumnsFormula))]
            internal static partial Tensor Columns(Tensor x, [PerFeature] Tensor gain, double eps = 1e-5);
            private static Tensor ColumnsFormula(Tensor x, Tensor gain, double eps) => (x - x.mean([0L], keepdim: true)) * rsqrt(x.var(0, unbiased: false, keepdim: true) + eps) * gain;

            // Loops over the channels of groups, with functions of elements.
            [Fused(nameof(GroupedFormula))]
            internal static partial Tensor Grouped(Tensor x, [PerChannel] Tensor gain, double eps = 1e-5);
            private static Tensor GroupedFormula(Tensor x, Tensor gain, double eps)
            {
                var grouped = x.reshape(x.shape[0], 2, -1);
                var centred = grouped - grouped.mean([2L], keepdim: true);
                return (centred * rsqrt(centred.square().mean([2L], keepdim: true) + eps)).reshape(x.shape) * gain.unsqueeze(-1).unsqueeze(-1) * x.sigmoid();
            }

            // Gradients of an author's own; the first is not the one that goes where its tensor is.
            [Fused(nameof(TiedFormula), Backward = nameof(TiedBackward))]
            internal static partial Tensor Tied(Tensor a, Tensor b);
            private static Tensor TiedFormula(Tensor a, Tensor b) => a * b;
            private static (Tensor a, Tensor b) TiedBackward(Tensor a, Tensor b, Tensor dy) => (dy * 2, dy - dy.mean([-1L], keepdim: true));

            // Nothing of the size of what comes goes on.
            [Fused(nameof(SummedFormula))]
            internal static partial Tensor Summed(Tensor x, [PerFeature] Tensor gain);
            private static Tensor SummedFormula(Tensor x, Tensor gain) => x.detach() * gain;
        """));

    [Theory]
    [InlineData("Softened", "ReusedGradients = [new(0, 2)],", "memory    backward writes over dy where nobody else holds it")]
    [InlineData("Joint", "ReusedGradients = [new(0, 3), new(1, 3)],", "memory    backward writes over dStream, dNormed where nobody else holds them")]
    [InlineData("Columns", "ReusedGradients = [new(0, 1)],", "memory    backward writes over dy where nobody else holds it")]
    [InlineData("Grouped", "ReusedGradients = [new(0, 1)],", "memory    backward writes over dy where nobody else holds it")]
    [InlineData("Tied", "ReusedGradients = [new(0, 2)],", "memory    backward writes over dy where nobody else holds it")]
    public void TheFileSaysWhich(string name, string shape, string head)
    {
        var file = File(name);
        Assert.Contains(shape, file);
        Assert.Contains("//   " + head + "\n", file);
    }

    [Fact]
    public void NothingIsSaidWhereThereIsNone()
    {
        Assert.DoesNotContain("ReusedGradients", File("Summed"));
        Assert.DoesNotContain("memory  ", File("Summed"));
    }

    [Theory]
    [InlineData("Softened", 0b11, 1)] // by bits: whose gradients are wanted, and over how many incoming ones is written
    [InlineData("Softened", 0b10, 1)]
    [InlineData("Softened", 0b01, 0)]
    [InlineData("Joint", 0b111, 2)]
    [InlineData("Joint", 0b110, 1)]
    [InlineData("Joint", 0b101, 1)]
    [InlineData("Joint", 0b100, 0)]
    [InlineData("Columns", 0b11, 1)]
    [InlineData("Columns", 0b01, 1)]
    [InlineData("Columns", 0b10, 0)]
    [InlineData("Grouped", 0b11, 1)]
    [InlineData("Tied", 0b11, 1)]
    [InlineData("Tied", 0b01, 0)]
    public void GradientsLieWhereOthersLay(string name, int wanted, int reused)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var formula = Library.Value[name];
        foreach (var shape in Shapes(name))
        {
            var leaves = formula.Tensors.Select((_, i) => randn(formula.ShapeOf(i, shape), dtype: ScalarType.Float64, generator: generator).requires_grad_((wanted >> i & 1) != 0)).ToArray();
            var before = leaves.Select((t, i) => t.requires_grad && formula.IsLikeFirst(i) ? new GradientProbe() : null).ToArray();
            var results = formula.CallKernel([.. leaves.Zip(before, (t, probe) => probe is null ? t : probe.Behind(t * 1))]);
            var after = results.Select(_ => new GradientProbe()).ToArray();
            Side.BackwardOfProducts([.. results.Zip(after, (r, probe) => probe.Behind(r))], [.. results.Select(r => randn(r.shape, dtype: ScalarType.Float64, generator: generator))]);
            var left = after.Select(p => p.Address).ToHashSet();
            Assert.Equal(reused, before.Count(p => p is not null && left.Remove(p.Address)));
        }
    }

    [Theory]
    [InlineData("Softened")]
    [InlineData("Joint")]
    [InlineData("Columns")]
    [InlineData("Grouped")]
    [InlineData("Tied")]
    public void TheyAreWhatTheyWere(string name)
    {
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16 })
        {
            foreach (var shape in Shapes(name))
            {
                for (var wanted = 1; wanted < 1 << Library.Value[name].Tensors.Length; wanted++)
                    new Comparison(Library.Value[name], shape, type) { Needs = i => (wanted >> i & 1) != 0, Accuracy = Accuracy.Of(type), IsTwice = type == ScalarType.Float64 }.Check();
            }
        }
    }

    // Statistics of columns are those of matrices.
    private static long[][] Shapes(string name) => name == "Grouped" ? [[3, 4, 5, 7], [2, 6, 16, 16], [2, 4, 1, 3]] : name == "Columns" ? [[5, 37], [64, 512], [3, 8]] : [[5, 37], [64, 512], [1, 8], [2, 3, 700]];

    private static string File(string name) => Library.Value.Files[$"Formulas.{name}.g.cs"];
}
