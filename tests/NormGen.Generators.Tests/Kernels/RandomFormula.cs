using CsCheck;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>A formula in C#, over x, y [.., features], w, v [features] and a, b, drawn from all operations that the reader takes.</summary>
/// <param name="Locals">Statements before the result.</param>
/// <param name="Result">The expression of the result.</param>
internal sealed record RandomFormula(string Locals, string Result)
{
    private const int Deepest = 4;

    /// <summary>What an expression varies over: elements, features, rows (with a last axis of one), or nothing.</summary>
    private enum Kind
    {
        Element,
        Feature,
        Row,
        Number,
    }

    /// <summary>Formulas whose intermediate values stay of the size of their inputs, so that rounding stays below the comparison's tolerance.</summary>
    public static Gen<RandomFormula> Gen { get; } =
        from p in Of(Kind.Element, 2)
        from q in Of(Kind.Row, 3)
        from result in Of(Kind.Element, Deepest)
        select new RandomFormula($"var p = {p}; var q = {q};", $"{result} + {Anchor}");

    /// <summary>As a fused method of the given name.</summary>
    public string Method(string name) => $$"""
        #pragma warning disable CS1718
        [Fused(nameof({{name}}Formula))]
        internal static partial Tensor {{name}}(Tensor x, Tensor y, [PerFeature] Tensor w, [PerFeature] Tensor v, double a = 0.75, double b = -1.25);
        private static Tensor {{name}}Formula(Tensor x, Tensor y, Tensor w, Tensor v, double a, double b) { {{Locals}} return {{Result}}; }

        """;

    /// <summary>As an update, with means and variances over rows instead of over features.</summary>
    public string Update(string name) => Method(name)
        .Replace($"partial Tensor {name}(Tensor x", $"partial void {name}([Updated] Tensor x", StringComparison.Ordinal)
        .Replace("mean([-1L]", "mean([0L]", StringComparison.Ordinal).Replace(".var(-1", ".var(0", StringComparison.Ordinal);

    public override string ToString() => $"{Locals} return {Result};";

    /// <summary>Makes every formula an element: a result of smaller extent has no kernel. It uses both locals.</summary>
    private const string Anchor = "0.125 * x + 0.0625 * (p - q)";

    private static Gen<string> Of(Kind kind, int depth) => depth <= 0 ? Leaf(kind) : kind switch
    {
        Kind.Element => CsCheck.Gen.Frequency((1, Leaf(kind)), (4, Unary(kind, depth)), (4, Binary(kind, depth)), (2, Choice(kind, depth)), (2, OfRow(depth)), (1, Softmax(depth))),
        Kind.Feature => CsCheck.Gen.Frequency((2, Leaf(kind)), (3, Unary(kind, depth)), (3, Binary(kind, depth)), (1, Choice(kind, depth))),
        Kind.Row => CsCheck.Gen.Frequency((4, Reduction(depth)), (3, Unary(kind, depth)), (2, Binary(kind, depth)), (1, Choice(kind, depth))),
        _ => CsCheck.Gen.Frequency((3, Leaf(kind)), (1, Binary(kind, depth))),
    };

    private static Gen<string> Leaf(Kind kind) => kind switch
    {
        Kind.Element => CsCheck.Gen.OneOf("x", "y", "x", "y"),
        Kind.Feature => CsCheck.Gen.OneOf("w", "v"),
        Kind.Row => CsCheck.Gen.OneOf("x.mean([-1L], keepdim: true)", "y.mean([-1L], keepdim: true)"),
        _ => CsCheck.Gen.OneOf("a", "b", "0.5", "2", "-1.5", "(a - b)", "Math.Abs(b)", "Math.Sqrt(a)", "Math.Max(a, b)", "(a > b ? a : b)"),
    };

    private static Gen<string> Unary(Kind kind, int depth)
        => from u in Of(kind, depth - 1)
           from form in CsCheck.Gen.OneOf(
               "(-{0})", "{0}.abs()", "{0}.tanh()", "{0}.sigmoid()", "{0}.erf()", "({0}.square() + 0.5).rsqrt()", "({0}.abs() + 0.5).sqrt()", "({0}.abs() + 0.75).log()",
               "{0}.clamp(-2, 2).exp()", "{0}.clamp(a - 1.5, 2).square()", "{0}.clamp_min(b)", "{0}.clamp_max(0.5)", "({0}.abs() + 0.5).reciprocal()", "{0}.relu()", "nn.functional.silu({0})",
               "nn.functional.gelu({0})", "nn.functional.elu({0}, 0.5)", "nn.functional.leaky_relu({0}, 0.1)", "nn.functional.softplus({0})", "nn.functional.mish({0})", "{0}.sign()", "{0}.detach()",
               "({0}.abs() + 0.5).pow(1.5)", "{0}.tanh().pow(3)", "({0}.abs() + 0.5).pow(-0.5)", "({0}.abs() + 0.5).pow(a)", "nn.functional.softsign({0})", "({0}.abs() + 1).log2()", "({0} * 0.5).tanh().exp2()",
               "nn.functional.gelu({0}, TorchSharp.Modules.GELU.Approximate.tanh)", "(1 - {0}.tanh())", "({0} / 3)")
           select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, u);

    private static Gen<string> Binary(Kind kind, int depth)
        => from other in Lower(kind)
           from u in Of(kind, depth - 1)
           from t in Of(other, depth - 1)
           from form in CsCheck.Gen.OneOf("({0} + {1})", "({0} - {1})", "({1} - {0})", "({0}.tanh() * {1})", "({0} * {1}.sigmoid())", "({0} / ({1}.abs() + 0.5))", "({1}.tanh() / ({0}.abs() + 0.5))",
               "maximum({0}, {1})", "minimum({0}, {1})", "(({0}.abs() + 0.5).pow({1}.tanh()))", "{0}.lerp({1}, 0.25)", "({0} + 0.5 * {1}.tanh() * {0}.tanh())")
           select kind == Kind.Number ? $"({u} + {t})"
               : other == Kind.Number && Needs(form) ? $"({u} * ({t}))"
               : string.Format(System.Globalization.CultureInfo.InvariantCulture, form, u, t);

    /// <summary>Whether a form calls something on its second operand, or passes it where a tensor must stand.</summary>
    private static bool Needs(string form) => form.Contains("{1}.", StringComparison.Ordinal) || form.Contains("mum(", StringComparison.Ordinal) || form.Contains("lerp", StringComparison.Ordinal);

    private static Gen<string> Choice(Kind kind, int depth)
        => from one in Of(kind, depth - 1)
           from two in Of(kind, depth - 1)
           from test in Of(kind, depth - 2)
           from form in CsCheck.Gen.OneOf("where({2} > 0.1, {0}, {1})", "where({2} <= {0}, {1}, {0} * 0.5)", "(({2} < 0.3).to({0}.dtype) * {0})", "where(({2} > -0.5) & ({2}.abs() < 1), {0}, -{1})", "{0}.where({2} >= 0, {1})")
           select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, one, two, test);

    private static Gen<string> OfRow(int depth)
        => from u in Of(Kind.Element, depth - 1)
           from r in Of(Kind.Row, depth - 1)
           from form in CsCheck.Gen.OneOf("({0} - {1})", "({0} * {1}.tanh())", "({0} / ({1}.abs() + 0.5))", "({0} + {1})")
           select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, u, r);

    private static Gen<string> Reduction(int depth)
        => from kind in CsCheck.Gen.OneOf(Kind.Element, Kind.Element, Kind.Element, Kind.Element)
           from u in Of(kind, depth - 1)
           from form in CsCheck.Gen.OneOf("{0}.mean([-1L], keepdim: true)", "({0}.sum(-1, keepdim: true) / {0}.shape[^1])", "{0}.amax([-1L], keepdim: true)", "{0}.amin([-1L], keepdim: true)",
               "{0}.var(-1, unbiased: false, keepdim: true)", "{0}.square().mean([-1L], keepdim: true)", "({0}.norm(-1, keepdim: true) / Math.Sqrt({0}.shape[^1]))",
               "({0}.square().sum(-1) / {0}.size(-1)).unsqueeze(-1)", "{0}.tanh().logsumexp(-1, keepdim: true)", "({0} * w).mean([-1L], keepdim: true)", "({0}.var(-1, unbiased: false, keepdim: true) + 0.5).sqrt()")
           select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, u);

    private static Gen<string> Softmax(int depth)
        => from u in Of(Kind.Element, depth - 1)
           from form in CsCheck.Gen.OneOf("softmax({0}, -1)", "nn.functional.log_softmax({0}.tanh(), -1)")
           select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, u);

    /// <summary>The kinds that broadcast to a kind.</summary>
    private static Gen<Kind> Lower(Kind kind) => kind switch
    {
        Kind.Element => CsCheck.Gen.OneOf(Kind.Element, Kind.Element, Kind.Feature, Kind.Row, Kind.Number),
        Kind.Feature => CsCheck.Gen.OneOf(Kind.Feature, Kind.Number),
        Kind.Row => CsCheck.Gen.OneOf(Kind.Row, Kind.Number),
        _ => CsCheck.Gen.Const(Kind.Number),
    };
}
