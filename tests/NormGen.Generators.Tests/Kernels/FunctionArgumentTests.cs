using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Functions whose argument is an element, multiplied by a number or moved by one, make it themselves; others have theirs collected. Values and gradients are those of the formula either way.</summary>
public class FunctionArgumentTests
{
    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile("""
            [Fused(nameof(PlainFormula))]
            internal static partial Tensor Plain(Tensor x);
            private static Tensor PlainFormula(Tensor x) => x * x.sigmoid();

            [Fused(nameof(ScaledFormula))]
            internal static partial Tensor Scaled(Tensor x, double scale = 0.7);
            private static Tensor ScaledFormula(Tensor x, double scale) => x + (x * scale).tanh();

            [Fused(nameof(NegatedFormula))]
            internal static partial Tensor Negated(Tensor x);
            private static Tensor NegatedFormula(Tensor x) => (-x).exp() + x;

            [Fused(nameof(CentredFormula))]
            internal static partial Tensor Centred(Tensor x);
            private static Tensor CentredFormula(Tensor x) => (x - x.amax([-1L], keepdim: true)).exp();

            [Fused(nameof(LoweredFormula))]
            internal static partial Tensor Lowered(Tensor x);
            private static Tensor LoweredFormula(Tensor x) => (x - -0.5).sigmoid() + (x - 0.25).tanh();

            [Fused(nameof(MirroredFormula))]
            internal static partial Tensor Mirrored(Tensor x);
            private static Tensor MirroredFormula(Tensor x) => x * (x.mean([-1L], keepdim: true) - x).sigmoid();

            [Fused(nameof(SecondFormula))]
            internal static partial Tensor Second(Tensor x, Tensor gate);
            private static Tensor SecondFormula(Tensor x, Tensor gate) => x * special.erf(gate * 0.70710678) + gate.sigmoid();

            [Fused(nameof(NestedFormula))]
            internal static partial Tensor Nested(Tensor x);
            private static Tensor NestedFormula(Tensor x) => (2 * x.tanh()).sigmoid() * x;

            [Fused(nameof(GatedFormula))]
            internal static partial Tensor Gated(Tensor x, [PerFeature] Tensor gain);
            private static Tensor GatedFormula(Tensor x, Tensor gain) => x * (x * gain).sigmoid();

            [Fused(nameof(NormedFormula))]
            internal static partial Tensor Normed(Tensor x);
            private static Tensor NormedFormula(Tensor x) => ((x - x.mean([-1L], keepdim: true)) * 0.5).tanh() + x;

            [Fused(nameof(BesideFormula))]
            internal static partial Tensor Beside(Tensor x, Tensor f);
            private static Tensor BesideFormula(Tensor x, Tensor f) => (x + f).sigmoid() * f.tanh();
        """));

    public static TheoryData<string> Names => ["Plain", "Scaled", "Negated", "Centred", "Lowered", "Mirrored", "Second", "Nested", "Gated", "Normed", "Beside"];

    [Theory]
    [InlineData("Plain", "Simd.Sigmoid<S, T>(ref xRow, ref sigmoidBlock, block, end);")]
    [InlineData("Scaled", "Simd.Tanh<S, T>(ref xRow, ref tanhBlock, block, end, factor: scale);")]
    [InlineData("Negated", "Simd.Exp<S, T>(ref xRow, ref expBlock, block, end, factor: -1);")]
    [InlineData("Centred", "block, end, shift: -")]
    [InlineData("Lowered", "block, end, shift: 0.5);")]
    [InlineData("Lowered", "block, end, shift: -0.25);")]
    [InlineData("Mirrored", "block, end, factor: -1, shift: mean")]
    [InlineData("Second", "Simd.Erf<S, T>(ref gateRow, ref erfBlock, block, end, factor: 0.70710678")]
    [InlineData("Nested", "Simd.Tanh<S, T>(ref xRow, ref tanhBlock, block, end);")]
    [InlineData("Nested", "Simd.Sigmoid(ref sigmoidBlock, end - block);")]
    [InlineData("Gated", "Simd.Sigmoid(ref sigmoidBlock, end - block);")]
    [InlineData("Normed", "Simd.Tanh(ref tanhBlock, end - block);")]
    [InlineData("Beside", "Simd.Sigmoid(ref sigmoidBlock, end - block);")]
    [InlineData("Beside", "Simd.Tanh<S, T>(ref fRow, ref tanhBlock, block, end);")]
    public void OnlyOtherArgumentsAreCollected(string name, string call)
        => Assert.Contains(call, Library.Value.Files[$"Formulas.{name}.g.cs"].Replace(", ahead: ahead", ""));

    [Theory]
    [MemberData(nameof(Names))]
    public void ValuesAndGradientsAreThoseOfTheFormula(string name)
    {
        using var scope = NewDisposeScope();
        long[][] shapes = [[3, 5], [2, 37], [2, 600], [1, 1], [0, 8]];
        foreach (var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16])
            foreach (var shape in shapes) new Comparison(Library.Value[name], shape, type) { Accuracy = Accuracy.Of(type) }.Check();
    }
}
