namespace NormGen.Generators.Testing.Random;

/// <summary>What drawn expressions are made of, beside folds: text with {0}, {1} .. for the operands.</summary>
internal static class FormulaWords
{
    /// <summary>Functions of one operand.</summary>
    public static readonly string[] Pointwise =
    [
        "(-{0})", "{0}.abs()", "{0}.tanh()", "{0}.sigmoid()", "{0}.erf()", "({0}.square() + 0.5).rsqrt()", "({0}.abs() + 0.5).sqrt()", "({0}.abs() + 0.75).log()",
        "{0}.clamp(-2, 2).exp()", "{0}.clamp(a - 1.5, 2).square()", "{0}.clamp_min(b)", "{0}.clamp_max(0.5)", "({0}.abs() + 0.5).reciprocal()", "{0}.relu()", "nn.functional.silu({0})",
        "nn.functional.gelu({0})", "nn.functional.elu({0}, 0.5)", "nn.functional.leaky_relu({0}, 0.1)", "nn.functional.softplus({0})", "nn.functional.mish({0})", "{0}.sign()", "{0}.detach()",
        "({0}.abs() + 0.5).pow(1.5)", "{0}.tanh().pow(3)", "({0}.abs() + 0.5).pow(-0.5)", "({0}.abs() + 0.5).pow(a)", "nn.functional.softsign({0})", "({0}.abs() + 1).log2()", "({0}.square() + 1).log10()",
        "({0} * 0.5).tanh().exp2()", "nn.functional.gelu({0}, TorchSharp.Modules.GELU.Approximate.tanh)", "(1 - {0}.tanh())", "({0} / 3)",
        "nn.functional.relu6({0})", "nn.functional.hardswish({0} * 2)", "nn.functional.logsigmoid({0})", "nn.functional.tanhshrink({0})", "nn.functional.softshrink({0}, 0.25)", "nn.functional.hardshrink({0}, 0.25)",
        "nn.functional.threshold({0}, 0.25, 0.5)", "nn.functional.celu({0}, 0.5)", "nn.functional.selu({0})", "{0}.masked_fill({0} > 0.5, 0.25)", "CounterRandom.dropout({0}, 0.3, 7)", "CounterRandom.dropout({0}, Math.Abs(b) / 4, 11)", "({0} + 0.25 * CounterRandom.uniform_like({0}, 5)).to({0}.dtype)", "({0} * (CounterRandom.uniform_like({0}, -3) < 0.5).to({0}.dtype))",
        "CounterRandom.dropout({0}, 0.25, seed)", "CounterRandom.dropout({0}, a / 3, 2 * seed - 1)", "({0} - 0.5 * CounterRandom.uniform_like({0}, seed + 3)).to({0}.dtype)",
    ];

    /// <summary>Other names of the same functions, and what computes nothing.</summary>
    public static readonly string[] Spellings =
    [
        "{0}.neg()", "{0}.negative()", "{0}.absolute()", "{0}.sgn()", "special.expit({0})", "{0}.clip(-1, 1)", "{0}.clamp(min: -1.5)", "{0}.clamp(max: a)", "{0}.add(0.5)", "{0}.sub(0.25)", "{0}.subtract(a)", "{0}.mul(0.5)",
        "{0}.multiply(b)", "{0}.div(2)", "{0}.divide(1.5)", "true_divide({0}, {0}.abs() + 1)", "{0}.clone()", "{0}.alias()", "{0}.contiguous()", "{0}.to({0}.dtype)", "{0}.to_type({0}.dtype)", "{0}.type_as({0})",
        "({0} * tensor(0.5))", "({0} + ones_like({0}))", "({0} - zeros_like({0}).tanh())", "({0} * full_like({0}, 0.75))", "{0}.expand_as({0})", "{0}.expand({0}.shape)", "{0}.view_as({0})",
        "{0}.reshape({0}.shape)", "{0}.broadcast_to({0}.shape)", "{0}.positive()", "({0} * a.ToScalar())", "({0} - b.ToTensor())", "{0}.log_sigmoid()", "Halved({0}, a)", "Halved({0}.tanh(), -0.5)",
    ];

    /// <summary>
    /// Roundings, of {0} times a power of two where {0} is a parameter: kernel and formula then round the same number. Elsewhere one of them multiplies and adds in one step, which may move a number over the edge at
    /// which the rounding jumps. The first passes the gradient straight through.
    /// </summary>
    public static readonly string[] Roundings =
    [
        "({0} + (({0} * 4).round() / 4 - {0}).detach())", "({0} + (({0} * 2).round() * 0.5 - {0}).detach())", "(({0} * 4).round() / 4)", "({0}.floor() / 2)", "(({0} * 2).ceil() / 2)", "({0} * 0.5).trunc()", "({0} * 8).fix().div(8)", "({0} * 4).frac()",
        "({0}.clamp(-1, 1) + (({0}.clamp(-1, 1) * 4).round() / 4 - {0}.clamp(-1, 1)).detach())",
    ];

    /// <summary>Functions of two operands of which one broadcasts.</summary>
    public static readonly string[] OfTwo =
    [
        "({0} + {1})", "({0} - {1})", "({1} - {0})", "({0}.tanh() * {1})", "({0} * {1}.sigmoid())", "({0} / ({1}.abs() + 0.5))", "({1}.tanh() / ({0}.abs() + 0.5))", "maximum({0}, {1})", "minimum({0}, {1})",
        "(({0}.abs() + 0.5).pow({1}.tanh()))", "{0}.lerp({1}, 0.25)", "({0} + 0.5 * {1}.tanh() * {0}.tanh())", "{0}.addcmul({1}.tanh(), {0}.sigmoid(), 0.5)", "{0}.addcdiv({1}, {0}.abs() + 0.5)",
        "max({0}, {1})", "{0}.min({1})", "fmax({0}, {1})", "{0}.fmin({1})", "{0}.clamp(min: {1}.tanh() - 1.5)", "{0}.lerp({1}, {0}.sigmoid())", "add({0}, {1}, alpha: 0.5)", "sub({0}, {1}.tanh())",
    ];

    /// <summary>Choices between two operands by a third, or between conditions.</summary>
    public static readonly string[] Choices =
    [
        "where({2} > 0.1, {0}, {1})", "where({2} <= {0}, {1}, {0} * 0.5)", "(({2} < 0.3).to({0}.dtype) * {0})", "where(({2} > -0.5) & ({2}.abs() < 1), {0}, -{1})", "{0}.where({2} >= 0, {1})",
        "where(({2} > 1) | ({0} < -0.25), {0}, {1})", "where(~({2} < 0.2), {0}, {1})", "where({2}.relu() == 0, {0}, {1})", "where({2}.relu() != 0, {1}, {0})", "(({2} > 0) * {0} + {1})", "where(({2} > 0) * ({0} < 1), {0}, {1})",
        "where({2} > 0.3, 0.25, {0})",
    ];

    /// <summary>The same conditions by other names.</summary>
    public static readonly string[] Conditions =
    [
        "{2}.gt(0.1)", "{2}.greater(tensor(0.1))", "{2}.ge({0})", "greater_equal({2}, {0})", "{2}.lt(a)", "less({2}, {0})", "{2}.le(0.25)", "less_equal({2}, {0})", "{2}.relu().eq(0)", "{2}.relu().ne(0)", "not_equal({2}.relu(), zeros_like({2}))",
        "({2} > -0.5).logical_and({2} < 1)", "({2} < -0.5).logical_or({0} > 0)", "({2} < 0.2).logical_not()",
        "({2} > -0.5).logical_xor({0} > 0)", "(({2} > 1) ^ ({0} < 0))", "({2} > -0.5).bitwise_and({2} < 1)", "({2} < -0.5).bitwise_or({0} > 0)", "({2} < 0.5).bitwise_xor({0} > 0)", "({2} < 0.2).bitwise_not()",
        "{2}.isnan()", "{2}.isfinite()", "isinf({2})", "{2}.isposinf()", "{2}.isneginf()",
    ];

    /// <summary>Numbers.</summary>
    public static readonly string[] Numbers =
    [
        "a", "b", "0.5", "2", "-1.5", "(a - b)", "Math.Abs(b)", "Math.Sqrt(a)", "Math.Max(a, b)", "(a > b ? a : b)", "Math.Min(a, -b)", "Math.Exp(b)", "Math.Log(a + 1)", "Math.Log2(a + 1)", "Math.Log10(a + 2)", "Math.Log(a + 2, 3)",
        "Math.Floor(a * 3)", "Math.Ceiling(b)", "Math.Truncate(b * 2)", "Math.Round(a * 2)", "Math.Sign(b)", "Math.Tanh(b)", "Math.Pow(a, 1.5)", "Math.Clamp(b, -1, a)", "(a == b || b > 0 ? 1.0 : a)", "(b <= 0 && !(a < b) ? b : -a)", "(1.0 / (x.shape[^1] + 1))", "Math.Sqrt(1.0 / (1 + x.shape[^1]))", "(seed > 3 ? 0.25 : a)",
    ];
}
