using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>What is found in which pass: what a later pass would have to find again is carried to it, and costs no digits.</summary>
public class PassTests
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile("""
            // The variance of a batch.
            [Fused(nameof(BatchFormula))]
            internal static partial Tensor Batch(Tensor x, double eps = 1e-5);
            private static Tensor BatchFormula(Tensor x, double eps)
            {
                var flat = x.flatten(2);
                return ((flat - flat.mean([0L, 2L], keepdim: true)) * rsqrt(flat.var([0L, 2L], unbiased: false, keepdim: true) + eps)).view_as(x);
            }

            // The variance of what a mask chooses.
            [Fused(nameof(RegionFormula))]
            internal static partial Tensor Region(Tensor x, [PerPosition] Tensor mask, double eps = 1e-5);
            private static Tensor RegionFormula(Tensor x, Tensor mask, double eps)
            {
                var (flat, inside) = (x.flatten(2), where(mask.flatten(2) >= 0.5, 1f, 0f));
                var pixels = inside.sum([0L, 2L], keepdim: true).clamp_min(1);
                var centred = flat - (flat * inside).sum([0L, 2L], keepdim: true) / pixels;
                return (centred * rsqrt((centred * inside).square().sum([0L, 2L], keepdim: true) / pixels + eps)).view_as(x);
            }

            // The variance of a column.
            [Fused(nameof(ColumnFormula))]
            internal static partial Tensor Column(Tensor x, [PerFeature] Tensor weight, double eps = 0.05);
            private static Tensor ColumnFormula(Tensor x, Tensor weight, double eps) => (x - x.mean([0L], keepdim: true)) * rsqrt(x.var(0, unbiased: false, keepdim: true) + eps) * weight;

            // A gate beside a statistic of its group: all that backward makes of it is known before the statistic's gradient.
            [Fused(nameof(GatedFormula))]
            internal static partial Tensor Gated(Tensor x, [PerChannel] Tensor v, long groups = 2, double eps = 0.05);
            private static Tensor GatedFormula(Tensor x, Tensor v, long groups, double eps)
            {
                var deviation = (x.unflatten(1, groups, -1).flatten(2).var([2L], unbiased: false, keepdim: true) + eps).sqrt();
                var gated = x.flatten(2) * (x.flatten(2) * v.unsqueeze(-1)).sigmoid();
                return (gated.unflatten(1, groups, -1).flatten(2) / deviation).view_as(x);
            }

            // A mean that is of another tensor.
            [Fused(nameof(OtherFormula))]
            internal static partial Tensor Other(Tensor x, Tensor z);
            private static Tensor OtherFormula(Tensor x, Tensor z)
            {
                var (flat, other) = (x.flatten(2), z.flatten(2));
                return (flat * (flat - other.mean([0L, 2L], keepdim: true)).square().mean([0L, 2L], keepdim: true) + other).view_as(x);
            }

            // A statistic of features, used by every row.
            [Fused(nameof(RunningFormula))]
            internal static partial Tensor Running(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor phi, double eps = 0.05);
            private static Tensor RunningFormula(Tensor x, Tensor weight, Tensor phi, double eps) => x * rsqrt(phi.square() + eps) * weight.exp() + x.square().mean([-1L], keepdim: true);
        """));

    [Fact]
    public void TheVarianceOfABatchReadsItTwice()
    {
        // One to find all sums of it, one to write; between them are numbers.
        var forward = Forward("Batch");
        Assert.Equal(2, forward.Split("in Rows<S, T> rows)").Count(pass => pass.Contains("ref rows.Input(0", StringComparison.Ordinal)));
        // Short channels are taken several at a time: the sum of each waits for the deviations from its mean.
        Assert.Contains("OfUnits = stackalloc double[Simd.MostUnits];", forward, StringComparison.Ordinal);
        Assert.Contains("ForwardCarried = 2,", forward, StringComparison.Ordinal);
    }

    [Fact]
    public void SoDoesThatOfAColumn()
    {
        var forward = Forward("Column");
        Assert.Equal(2, Count(forward, "ref rows.Input(0, row)"));
        Assert.Contains("Deviations: 2)", forward, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatBackwardMakesOfAGateIsKeptSoThatItsLastSweepReadsNoGradient()
    {
        var backward = Library.Value.Files["Formulas.Gated.g.cs"];
        backward = backward[backward.IndexOf("public static void Backward", StringComparison.Ordinal)..];
        Assert.Equal(1, Count(backward, "ref rows.Gradient(0"));
        Assert.Equal(1, Count(backward, "= sigmoid * dy;"));
    }

    [Fact]
    public void SoDoesThatOfARegion() => Assert.Equal(2, Count(Forward("Region"), "ref rows.Input(0"));

    [Fact]
    public void DeviationsFromTheMeanOfAnotherTensorAreFoundWhenItIsKnown() => Assert.DoesNotContain("Carried", Forward("Other"), StringComparison.Ordinal);

    [Fact]
    public void FunctionsOfFeaturesAreComputedOnce()
    {
        var file = Library.Value.Files["Formulas.Running.g.cs"];
        Assert.Contains("ForwardPasses = [new(PassKind.Features)", file, StringComparison.Ordinal);
        Assert.Contains("BackwardPasses = [new(PassKind.Features)", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Batch")]
    [InlineData("Region")]
    [InlineData("Other")]
    [InlineData("Running")]
    [InlineData("Column")]
    [InlineData("Gated")]
    public void AreTheFormulas(string name)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            foreach (var shape in name is "Running" or "Column" ? new long[][] { [7, 5], [40, 64], [1, 1], [0, 3], [300, 70] } : name == "Gated" ? [[3, 4, 4, 5], [1, 2, 1, 1], [2, 6, 30, 35]] : [[3, 2, 4, 5], [1, 1, 1, 1], [70, 3, 2, 17], [0, 2, 3, 3], [6, 5, 32, 9]])
                new Comparison(Library.Value[name], shape, type).Check();
    }

    [Theory]
    [InlineData("Batch", 1000)]
    [InlineData("Region", 1000)]
    public void AnOffsetCostsNoDigits(string name, double offset)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var formula = Library.Value[name];
        // Channels of samples differ among themselves far more than within.
        var x = (randn([6, 3, 9, 7], generator: generator) + 100 * randn([6, 3, 1, 1], generator: generator) + offset).to(ScalarType.Float32);
        var mask = rand([6, 1, 9, 7], generator: generator);
        mask[1] = 0;
        mask[2] = 1;
        Tensor[] arguments = name == "Batch" ? [x] : [x, mask];
        var expected = formula.CallFormula([.. arguments.Select(a => a.to(ScalarType.Float64))])[0];
        Assert.True((expected - formula.CallKernel(arguments)[0]).abs().max().item<double>() < 2e-5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 0)]
    [InlineData(1000, -500)]
    public void NeitherDoesThatOfAColumnWhoseMeanDrifts(double offset, double first)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        var formula = Library.Value["Column"];
        // The rows of one piece lie far from those of another, and the first row may from all others.
        var x = (randn([2000, 37], generator: generator) + arange(2000).unsqueeze(1) / 20 + offset).to(ScalarType.Float32);
        if (first != 0) x[0] = offset + first;
        Tensor[] arguments = [x, ones(37)];
        var expected = formula.CallFormula([.. arguments.Select(a => a.to(ScalarType.Float64))])[0];
        Assert.True((expected - formula.CallKernel(arguments)[0]).abs().max().item<double>() < 2e-5 * expected.abs().max().item<double>());
    }

    [Fact]
    public void ConstantRegionsBecomeZero()
    {
        using var scope = NewDisposeScope();
        var x = ones(4, 2, 8, 8) * 3;
        var mask = zeros(4, 1, 8, 8);
        mask[.., .., 2..6] = 1;
        x[.., .., 2..6] = -500;
        var y = Library.Value["Region"].CallKernel(x, mask)[0];
        Assert.Equal(0, y[.., .., 2..6].abs().max().item<float>());
    }

    [Theory]
    [InlineData("Batch")]
    [InlineData("Region")]
    [InlineData("Column")]
    public void ThreadsDoNotCount(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var x = randn([64, 16, 32, 32], generator: generator);
        var mask = rand([64, 1, 32, 32], generator: generator);
        Tensor[] arguments = name == "Batch" ? [x] : name == "Column" ? [x.reshape(-1, 64), ones(64)] : [x, mask];
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = Library.Value[name].CallKernel(arguments)[0];
            set_num_threads(2);
            Assert.True(one.eq(Library.Value[name].CallKernel(arguments)[0]).all().item<bool>());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static string Forward(string name)
    {
        var file = Library.Value.Files[$"Formulas.{name}.g.cs"];
        return file[..file.IndexOf("public static void Backward", StringComparison.Ordinal)];
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
