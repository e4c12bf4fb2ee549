using System.Text.RegularExpressions;

namespace NormGen.Generators.Testing.Random;

/// <summary>Methods that drawn formulas call: helpers with what only statements have, and another fused method.</summary>
internal static class CalledMethods
{
    /// <summary>The methods, members of the class that the formulas are in.</summary>
    public const string Text = """
            #pragma warning disable CS0162 // a constant chooses the branch
            private const bool IsWide = true;

            private static Tensor Halved(Tensor q, double r)
            {
                using var scope = NewDisposeScope();
                var (low, high) = Bounds(q, r);
                q *= 0.5;
                Tensor width;
                if (IsWide) width = high - low;
                else width = low;
                width += r * 0.25;
                return (q + width / 4).MoveToOuterDisposeScope();
            }

            private static (Tensor, Tensor) Bounds(Tensor q, double r) => (q.tanh() - Math.Abs(r), q.sigmoid());

            private static Tensor Sum((Tensor, Tensor) both) => both.Item1 + both.Item2;

            private static Tensor Spread((Tensor Deviation, Tensor Mean) of) => of.Deviation.square() - of.Mean;

            [Fused(nameof(GatedFormula))]
            internal static partial Tensor Gated(Tensor x, [PerFeature] Tensor w, double r);
            private static Tensor GatedFormula(Tensor x, Tensor w, double r) => x * (w * r).sigmoid() * rsqrt(x.square().mean([-1L], keepdim: true) + 0.5);

        """;

    /// <summary>The methods, if a formula calls one of them.</summary>
    public static string Named(string formula) => Regex.IsMatch(formula, @"\b(Halved|Sum|Spread|Gated)\(") ? Text : "";
}
