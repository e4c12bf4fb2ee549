using CsCheck;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>Whatever stands in a body, the reader gives a graph or says why not; it never throws, and never stays silent about code that compiles.</summary>
public class RandomBodyTests
{
    [Fact]
    public void EveryBodyGivesAGraphOrAComplaint() => RandomBody.Any.Array[50].Sample(bodies => { Check(bodies); }, iter: 3, threads: 1, print: bodies => string.Join("\n", bodies));

    [Fact]
    public void FormulasThatLoseATokenDoToo()
    {
        const string Formula = "var c = x - x.mean([-1L], keepdim: true); using var s = NewDisposeScope(); var (v, m) = (c.square().mean([-1L], keepdim: true), Math.Max(eps, 1e-6)); "
            + "return torch.where(c > 0, c * rsqrt(v + m), y.clamp(min: -1, max: eps)) * w + Helper(x.pow(2.0), m > 0.5 ? 1 : m);";
        var tokens = Microsoft.CodeAnalysis.CSharp.SyntaxFactory.ParseTokens(Formula).Select(t => t.ToFullString()).ToList();
        Assert.True(Check([Formula]) == 1, "The formula itself is one.");
        Check([.. Enumerable.Range(0, tokens.Count).Select(i => string.Concat(tokens.Where((_, j) => j != i)))]);
    }

    /// <summary>Returns how many have a graph.</summary>
    private static int Check(string[] bodies) => ReaderChecks.Check([.. bodies.Select((body, i) => $$"""
        public static partial class N{{i}}
        {
            [Fused(nameof(F))] public static partial Tensor M(Tensor x, Tensor y, [PerFeature] Tensor w, double eps);
            private static Tensor F(Tensor x, Tensor y, Tensor w, double eps) { {{body}} }
            private static Tensor Helper(Tensor q, double r = 2) => q * r;
            private static Tensor Recursive(Tensor q) => Recursive(q) + 1;
            private static double Other = 2;
        }
        """)]);
}
