using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Which gradients are asked for, and what comes in.</summary>
public class GradientTests
{
    private static readonly long[] Shape = [6, 19];

    public static TheoryData<string> Names => [.. UserFormulas.Names];

    /// <summary>A straight-through gradient is no derivative, on purpose.</summary>
    public static TheoryData<string> NamesOfDerivatives => [.. UserFormulas.Names.Where(n => n != "Quantized")];

    [Theory]
    [InlineData("Sink", "if (rows.Needs(0)) BackwardSweep2<")]
    [InlineData("Batch", "if (rows.Needs(0)) BackwardPass")]
    public void ASweepForGradientsThatNobodyWantsIsNotRun(string name, string text) => Assert.Contains(text, UserFormulas.File(name)[UserFormulas.File(name).IndexOf("public static void Backward", StringComparison.Ordinal)..]);

    [Theory]
    [MemberData(nameof(Names))]
    public void AnySubsetOfTheTensorsMayWantAGradient(string name)
    {
        var formula = UserFormulas.Get(name);
        for (var subset = 0; subset < 1 << formula.Tensors.Length; subset++)
            new Comparison(formula, Shape, ScalarType.Float64) { Needs = i => (subset >> i & 1) != 0 }.Check();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AGradientMayBeAnExpandedNumber(string name)
    {
        foreach (var shape in new long[][] { Shape, [19], [2, 1, 3, 8], [0, 5] })
        {
            // As sum().backward() and mean(-1).sum().backward() make them.
            new Comparison(UserFormulas.Get(name), shape, ScalarType.Float64) { Incoming = g => tensor(0.7f).expand(g.shape) }.Check();
            new Comparison(UserFormulas.Get(name), shape, ScalarType.Float32) { Incoming = g => g.numel() == 0 || g.dim() == 0 ? g : g.narrow(-1, 0, 1).expand(g.shape) }.Check();
            new Comparison(UserFormulas.Get(name), shape, ScalarType.Float64) { Incoming = g => g.dim() == 0 ? g : g.transpose(0, -1).contiguous().transpose(0, -1) }.Check();
        }
    }

    [Theory]
    [InlineData("GatedPair")]
    [InlineData("Spread")]
    public void OneOfTwoResultsMayGoUnused(string name)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            for (var only = 0; only < 2; only++) new Comparison(UserFormulas.Get(name), Shape, type) { Used = (i, _) => i == only }.Check();
        }
    }

    [Theory]
    [InlineData("Spread", 0)]
    [InlineData("Centred", 1)]
    [InlineData("ByDeviation", 0)]
    public void TheNormOfAZeroVectorHasNoSlope(string name, int zero)
        => new Comparison(UserFormulas.Get(name), Shape, ScalarType.Float64) { Data = (i, drawn) => i == zero ? drawn * 0 : drawn }.Check();

    [Theory]
    [MemberData(nameof(NamesOfDerivatives))]
    public void GradientsAreTheSlopesOfFiniteDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var formula = UserFormulas.Get(name);
        using var generator = new Generator(5);
        var tensors = formula.Tensors.Select((_, i) => randn(formula.ShapeOf(i, [3, 7]), dtype: ScalarType.Float64, generator: generator)).ToArray();
        var directions = tensors.Select(t => randn(t.shape, dtype: ScalarType.Float64, generator: generator)).ToArray();
        Tensor Loss(Tensor[] at) => formula.CallKernel(at).Select((y, i) => (y * (i + 1.5)).sin().sum()).Aggregate((a, b) => a + b);

        for (var i = 0; i < tensors.Length; i++)
        {
            var leaf = tensors[i].clone().requires_grad_();
            var loss = Loss([.. tensors.Select((t, j) => j == i ? leaf : t)]);
            Assert.Equal((name, i) != ("Frozen", 0), loss.requires_grad);
            if (!loss.requires_grad) continue;
            loss.backward();
            const double Step = 1e-5;
            double At(double step) => Loss([.. tensors.Select((t, j) => j == i ? t + step * directions[i] : t)]).item<double>();
            var slope = (8 * (At(Step) - At(-Step)) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
            var expected = (leaf.grad! * directions[i]).sum().item<double>();
            Assert.True(Math.Abs(slope - expected) <= 1e-7 * Math.Max(1, Math.Abs(expected)), $"{name}: {formula.Tensors[i].Name}: {slope} by differences, {expected} by the gradient.");
        }
    }
}
